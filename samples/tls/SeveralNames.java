import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    var files = CertificateFiles.builder()
            // The first is the default, for clients that request an unknown name, or none.
            .pem(Path.of("shop.example-ecdsa.pem"), Path.of("shop.example-ecdsa.key"))
            // The same names with another type of key, for clients that do not support ECDSA.
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
