import module dev.weir;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The two servers that every introduction has: one of HTTPS with an index and a text, and one that takes what is posted.
 *
 * <p>{@code java -p lib --add-modules dev.weir TwoServers.java}
 */
void main() throws Exception {
    var mux = new ServeMux();
    mux.handle("GET /{$}", (w, r) -> {
        w.header("Content-Type", "text/html; charset=utf-8");
        w.write("<!DOCTYPE html><title>Index</title><p><a href=/text>some text</a>");
    });
    mux.handle("GET /text", (w, r) -> w.write("TextHandler !"));
    var secure = Server.builder()
            .address(":8443")
            .handler(mux)
            .tls(TlsConfig.fromPem(Path.of("server.pem"), Path.of("server.key")))
            .build();
    secure.start();

    var plain = Server.builder()
            .address(":8080")
            .handler((w, r) -> {
                if (!r.method().equals(HttpMethod.POST)) {
                    throw HttpError.methodNotAllowed(HttpMethod.POST);
                }
                long length = r.withContentLimit(1 << 20).content().transferTo(OutputStream.nullOutputStream());
                w.write("got " + length + " bytes");
            })
            .build();
    // On SIGTERM and Ctrl-C what is being answered is finished.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        secure.shutdown(Duration.ofSeconds(10));
        plain.shutdown(Duration.ofSeconds(10));
    }));
    plain.listenAndServe();
}
