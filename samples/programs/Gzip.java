import module dev.weir;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Content is compressed for the clients that want it so, whichever handler makes it and however it does.
 *
 * <p>{@code java -p lib --add-modules dev.weir Gzip.java}, then {@code curl -v --compressed http://localhost:8080/}
 */
void main() throws Exception {
    Server.listenAndServe(":8080", GZIP.wrap((w, r) -> w.write("All work and no play.\n".repeat(1000))));
}

static final Middleware GZIP = next -> (w, r) -> {
    w.onCommit(head -> {
        if (compresses(head, head.headers())) {
            // Also where it is not compressed, or a cache gives the one answer to clients that want the other.
            if (!head.headers().containsToken("Vary", "Accept-Encoding")) {
                head.headers().add("Vary", "Accept-Encoding");
            }
            double gzip = weight(r, "gzip", weight(r, "*", 0));
            if (gzip > 0 && gzip >= weight(r, "identity", 0)) {
                head.headers().set("Content-Encoding", "gzip");
                // With true a flush reaches the client. A strong ETag becomes weak by itself.
                head.encode(out -> new GZIPOutputStream(out, true));
            }
        }
    });
    next.serve(w, r);
};

/** A 304 names no type, so there the ETag decides: it has to be as weak as that of what the client has kept. */
static boolean compresses(Commit head, Headers fields) {
    return head.status() == 304 ? fields.contains("ETag") : !List.of(204, 205, 206).contains(head.status())
            && fields.find("Content-Type").orElse("").matches("(?i)text/.*|[^;]*(json|xml|script|wasm) *(;.*)?")
            && !fields.contains("Content-Encoding") && !fields.containsToken("Cache-Control", "no-transform")
            && !fields.contains("Content-Range") && (head.contentLength() < 0 || head.contentLength() >= 1000);
}

/** What a coding is worth to the client, from 0 for never to 1 (RFC 9110 section 12.5.3). */
static double weight(Request r, String coding, double otherwise) {
    String list = String.join(",", r.headers().all("Accept-Encoding")).toLowerCase(Locale.ROOT).replaceAll("\\s", "");
    var item = Pattern.compile("(^|,)" + Pattern.quote(coding) + "(;q=(0|1|[01]\\.\\d{0,3}))?(,|$)").matcher(list);
    return !item.find() ? otherwise : item.group(3) == null ? 1 : Double.parseDouble(item.group(3));
}
