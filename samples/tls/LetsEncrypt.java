import module dev.weir;
import java.nio.file.Path;
import java.time.Duration;

void main() throws Exception {
    Path live = Path.of("/etc/letsencrypt/live/example.org");
    var tls = TlsConfig.builder()
            .certificates(CertificateFiles.builder()
                    .pem(live.resolve("fullchain.pem"), live.resolve("privkey.pem"))
                    .build())
            .reloadInterval(Duration.ofMinutes(5))
            .build();
    Server.builder()
            .address(":8443")
            .tls(tls)
            .handler((w, r) -> w.write("renewed without a restart"))
            .build()
            .listenAndServe();
}
