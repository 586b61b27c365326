import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    var tls = TlsConfig.builder()
            .certificates(CertificateFiles.builder()
                    .pem(Path.of("server.pem"), Path.of("server.key"))
                    .build())
            .provider("openssl")
            .build();
    Server.builder()
            .address(":8443")
            .tls(tls)
            .handler((w, r) -> w.write("signed by libcrypto"))
            .build()
            .listenAndServe();
}
