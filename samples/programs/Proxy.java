import module dev.weir;
import module java.net.http;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Sends what it is asked on to another server, and its answer back, without holding either in memory.
 *
 * <p>{@code java -p lib --add-modules dev.weir,java.net.http Proxy.java http://localhost:8080}
 */
void main(String[] args) throws Exception {
    String target = args[0];
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    Server.listenAndServe(":9090", (w, r) -> {
        var request = HttpRequest.newBuilder(URI.create(target + r.target()));
        boolean content = r.contentLength() != 0;
        request.method(r.method(), content
                ? HttpRequest.BodyPublishers.ofInputStream(r::content)
                : HttpRequest.BodyPublishers.noBody());
        r.headers().forEach(field -> {
            if (!HOP_BY_HOP.contains(field.name().toLowerCase(Locale.ROOT))) {
                request.header(field.name(), field.value());
            }
        });
        request.header("Forwarded", "proto=" + r.scheme() + ";host=\"" + r.authority() + "\"");
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new HttpError(502, "the server behind this one does not answer", e);
        }
        w.status(response.statusCode());
        response.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":") && !HOP_BY_HOP.contains(name)) {
                values.forEach(value -> w.headers().add(name, value));
            }
        });
        try (var body = response.body()) {
            byte[] buffer = new byte[16_384];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                w.write(buffer, 0, n);
                // What comes piece by piece goes on piece by piece.
                w.flush();
            }
        }
    });
}

/** Fields that are for one connection alone (RFC 9110 section 7.6.1), and those that the client makes itself. */
static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "host", "content-length", "expect");
