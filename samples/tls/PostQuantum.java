import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    var tls = TlsConfig.builder()
            .certificates(CertificateFiles.builder()
                    .pem(Path.of("server.pem"), Path.of("server.key"))
                    .build())
            .provider("bouncycastle")
            .build();
    Server.builder()
            .address(":8443")
            .tls(tls)
            .handler((w, r) -> w.write("keys agreed on by " + r.tls().orElseThrow().namedGroup().orElseThrow()))
            .build()
            .listenAndServe();
}
