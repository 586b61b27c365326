package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.ServerStats;
import dev.weir.samples.support.JsonWriter;
import dev.weir.samples.support.PathNumber;
import dev.weir.samples.support.Prose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The demo's answers that are known as a whole before the first byte goes out. */
final class PlainAnswers {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    private static final byte[] BLOCK = block();
    private static final long MAX_PROSE = 16 << 20;

    private PlainAnswers() {}

    /** Digits and letters over and over, so that a lost or doubled piece shows. */
    private static byte[] block() {
        byte[] block = new byte[16 * 1024];
        byte[] pattern =
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < block.length; i++) {
            block[i] = pattern[i % pattern.length];
        }
        return block;
    }

    static Handler text(String text) {
        return fixed(TEXT, text);
    }

    static Handler json(String json) {
        return fixed(JSON, json);
    }

    private static Handler fixed(String type, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return (w, _) -> {
            w.header("Content-Type", type);
            w.write(content);
        };
    }

    static void bytes(ResponseWriter w, Request r, long n) throws IOException {
        repeated(w, r, "application/octet-stream", BLOCK, n);
    }

    static void prose(ResponseWriter w, Request r) throws IOException {
        repeated(w, r, TEXT, Prose.block(), PathNumber.of(r, "n", MAX_PROSE));
    }

    private static void repeated(ResponseWriter w, Request r, String type, byte[] block, long n) throws IOException {
        w.header("Content-Type", type).header("Content-Length", Long.toString(n));
        if (r.method().equals(HttpMethod.HEAD)) {
            // The length is all that HEAD wants; writing what nobody gets could take long.
            return;
        }
        for (long left = n; left > 0; left -= block.length) {
            w.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    static void userPost(ResponseWriter w, Request r) throws IOException {
        w.header("Content-Type", TEXT);
        w.write(r.pathValue("id") + " " + r.pathValue("post"));
    }

    static void status(ResponseWriter w, Request r) throws IOException {
        int code = (int) PathNumber.of(r, "code", 599);
        if (code < 200) {
            throw HttpError.badRequest("code must be a final status, from 200 to 599");
        }
        w.status(code);
        addWanted(w, code);
        if (Status.allowsContent(code) && code != Status.RESET_CONTENT) {
            w.header("Content-Type", TEXT);
            w.write(code + " " + Status.reason(code) + "\n");
        }
    }

    /** Throws an error of that status, for the server to render. */
    static void problem(ResponseWriter w, Request r) {
        int code = (int) PathNumber.of(r, "code", 599);
        if (code < 400) {
            throw HttpError.badRequest("code must be the status of an error, from 400 to 599");
        }
        addWanted(w, code);
        throw new HttpError(code, "the demo was asked for " + code);
    }

    /** What RFC 9110 section 15.5 wants beside some codes. */
    private static void addWanted(ResponseWriter w, int code) {
        switch (code) {
            case Status.UNAUTHORIZED -> w.header("WWW-Authenticate", "Basic realm=\"demo\"");
            case Status.METHOD_NOT_ALLOWED -> w.header("Allow", "GET, HEAD");
            case Status.PROXY_AUTHENTICATION_REQUIRED -> w.header("Proxy-Authenticate", "Basic realm=\"demo\"");
            default -> {}
        }
    }

    static void stats(ResponseWriter w, ServerStats stats) throws IOException {
        w.header("Content-Type", JSON).header("Cache-Control", "no-store");
        JsonWriter json = new JsonWriter()
                .beginObject()
                .name("openConnections")
                .value(stats.openConnections())
                .name("runningHandlers")
                .value(stats.runningHandlers())
                .name("requestsServed")
                .value(stats.requestsServed())
                .name("handlersCancelled")
                .value(stats.handlersCancelled())
                .name("handlersFailed")
                .value(stats.handlersFailed())
                .name("handshakes")
                .value(stats.handshakes())
                .name("handshakesFailed")
                .value(stats.handshakesFailed())
                .name("bufferedBytes")
                .value(stats.bufferedBytes())
                .name("memoryRefusals")
                .value(stats.memoryRefusals())
                .name("abuse")
                .beginObject();
        stats.abuse().forEach((kind, count) -> json.name(kind).value(count));
        w.write(json.endObject().endObject().toString());
    }
}
