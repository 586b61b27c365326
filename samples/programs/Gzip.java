import module dev.weir;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Content is compressed for clients that take it so, whatever the handler does to make it.
 *
 * <p>{@code java -p lib --add-modules dev.weir Gzip.java}, then {@code curl -v --compressed http://localhost:8080/}
 */
void main() throws Exception {
    Server.listenAndServe(":8080", GZIP.wrap((w, r) -> w.write("All work and no play.\n".repeat(1000))));
}

static final Middleware GZIP = next -> (w, r) -> {
    w.onCommit(head -> {
        if (!wanted(head)) {
            return;
        }
        // Also where it is not compressed: a cache must not give the one answer to a client of the other.
        if (!head.headers().containsToken("Vary", "Accept-Encoding")) {
            head.headers().add("Vary", "Accept-Encoding");
        }
        double gzip = Math.max(weight(r, "gzip"), weight(r, "x-gzip"));
        if (gzip < 0 ? weight(r, "*") > 0 : gzip > 0 && gzip >= weight(r, "identity")) {
            if (head.status() != 304) {
                head.headers().set("Content-Encoding", "gzip");
            }
            head.encode(out -> new GZIPOutputStream(out, true));
        }
    });
    next.serve(w, r);
};
