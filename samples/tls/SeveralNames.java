import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    var files = CertificateFiles.builder()
            // The first is shown to who asks for a name that none has, or for none.
            .pem(Path.of("shop.example-ecdsa.pem"), Path.of("shop.example-ecdsa.key"))
            // The same names with another kind of key, for clients that know no ECDSA.
            .pem(Path.of("shop.example-rsa.pem"), Path.of("shop.example-rsa.key"))
            // A wildcard, *.blog.example.
            .pem(Path.of("blog.example.pem"), Path.of("blog.example.key"))
            .build();
    Server.builder()
            .address(":8443")
            .tls(TlsConfig.builder().certificates(files).build())
            .handler((w, r) -> w.write("welcome to " + r.tls().orElseThrow().serverName().orElse("nowhere")))
            .build()
            .listenAndServe();
}
