import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    var tls = TlsConfig.builder()
            .certificates(CertificateFiles.builder()
                    .pem(Path.of("server.pem"), Path.of("server.key"))
                    .build())
            .clientAuth(ClientAuth.NEED, Path.of("clients.pem"))
            .build();
    Server.builder()
            .address(":8443")
            .tls(tls)
            .handler((w, r) -> {
                var client = r.tls().orElseThrow().peerCertificates().getFirst();
                w.write("you are " + client.getSubjectX500Principal().getName());
            })
            .build()
            .listenAndServe();
}
