package dev.weir.conformance.wire;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Says what it saw of a request in one line of text:
 * {@code METHOD path[?query] @authority length:content[ trailer=value]}.
 */
final class Probe implements Handler {
    @Override
    public void serve(ResponseWriter w, Request r) throws IOException {
        String content = new String(r.content().readAllBytes(), StandardCharsets.ISO_8859_1);
        StringBuilder seen = new StringBuilder(r.method()).append(' ').append(r.rawPath());
        if (!r.query().isEmpty()) {
            seen.append('?').append(r.query());
        }
        seen.append(" @")
                .append(r.authority())
                .append(' ')
                .append(content.length())
                .append(':')
                .append(content);
        for (Headers.Field trailer : r.trailers()) {
            seen.append(' ').append(trailer.name()).append('=').append(trailer.value());
        }
        w.header("Content-Type", "text/plain");
        w.write(seen.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
