import module dev.weir;
import java.nio.file.Path;

void main() throws Exception {
    Server.builder()
            .address(":8443")
            .tls(TlsConfig.fromPem(Path.of("server.pem"), Path.of("server.key")))
            .handler((w, r) -> w.write("served over " + r.tls().orElseThrow().protocol()))
            .build()
            .listenAndServe();
}
