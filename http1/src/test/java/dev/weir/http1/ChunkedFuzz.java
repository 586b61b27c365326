package dev.weir.http1;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.TrailerFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz chunked}. The input is what follows the head
 * of a request in chunks. Content is taken exactly where a second, plain decoder takes it, with the same bytes and
 * trailers; it is the same in one piece and byte by byte, read much or little at a time; and the next request begins
 * where the plain decoder ends. {@link FuzzTest} runs it over its corpus.
 */
public final class ChunkedFuzz {
    private static final String HEAD = "POST /first HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,16}");
    /** RFC 9112 section 7.1.1, with the white space that a recipient has to understand. */
    private static final Pattern EXTENSION = Pattern.compile("[ \\t]*;[ \\t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+"
            + "(?:[ \\t]*=[ \\t]*(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+"
            + "|\"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*+\"))?");

    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*+([\\t -~\\x80-\\xff]*)");

    private ChunkedFuzz() {}

    /**
     * What plain reading makes of the text.
     *
     * @param content the data of all chunks
     * @param trailers those that are shown, as {@code name=value}
     * @param end where the content ends in the text; -1 where it is malformed or breaks off
     */
    private record Plain(String content, List<String> trailers, int end) {
        static final Plain NONE = new Plain("", List.of(), -1);
    }

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Plain plain = decode(text);
        String one = plain.end < 0 ? text : text.substring(0, plain.end) + NEXT;
        List<String> whole = serve(8192, HEAD + one);
        same(text, whole, serve(8192, (HEAD + one).split("")));
        same(text, whole, serve(1, HEAD + one));
        int cut = HEAD.length() + one.length() / 2;
        same(text, whole, serve(3, (HEAD + one).substring(0, cut), (HEAD + one).substring(cut)));
        if (plain.end < 0) {
            if (whole.size() != 1 || !whole.getFirst().startsWith("/first failed ")) {
                throw new AssertionError("taken, and is no content in chunks: " + whole + " of: " + text);
            }
        } else {
            same(text, whole, List.of("/first " + plain.trailers + " " + plain.content, "/next [] "));
        }
    }

    /** On a virtual thread, as connections are served: on another the engine's giving way before a read costs far more. */
    private static void serve(Http1Protocol protocol, MemoryConnection connection) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                protocol.serve(connection);
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError("the engine fails", failure.get());
        }
    }

    private static void same(String text, List<String> one, List<String> other) {
        if (!one.equals(other)) {
            throw new AssertionError(one + " and " + other + " of: " + text);
        }
    }

    /** What the handler saw of each request. */
    private static List<String> serve(int atOnce, String... pieces) {
        List<String> seen = new ArrayList<>();
        MemoryServer server = new MemoryServer(
                (w, r) -> {
                    StringBuilder content = new StringBuilder();
                    byte[] buffer = new byte[atOnce];
                    try {
                        for (int n = r.content().read(buffer);
                                n >= 0;
                                n = r.content().read(buffer)) {
                            content.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                        }
                    } catch (ContentException e) {
                        // A body that ends early and one that is malformed are told apart by how much of it has come.
                        seen.add(r.path() + " failed " + (e.status() == 400) + " " + content);
                        throw e;
                    }
                    List<String> trailers = new ArrayList<>();
                    for (Headers.Field field : r.trailers()) {
                        trailers.add(field.name() + "=" + field.value());
                    }
                    seen.add(r.path() + " " + trailers + " " + content);
                },
                MemoryServer.CONFIG);
        Http1Protocol protocol = new Http1Protocol(server);
        try {
            serve(protocol, MemoryConnection.sent(server, "http/1.1", pieces));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        } finally {
            protocol.close();
        }
        if (!server.errors().isEmpty()) {
            throw new AssertionError("failures: " + server.errors());
        }
        return seen;
    }

    private static Plain decode(String text) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int end = text.indexOf("\r\n", at);
            Matcher size = SIZE.matcher(text).region(at, Math.max(at, end));
            if (end < 0 || !size.lookingAt() || !areExtensions(text, size.end(), end)) {
                return Plain.NONE;
            }
            long length = Long.parseUnsignedLong(size.group(), 16);
            at = end + 2;
            if (length == 0) {
                return trailers(text, at, content.toString());
            }
            if (length < 0 || length > text.length() - at || !text.startsWith("\r\n", at + (int) length)) {
                return Plain.NONE;
            }
            content.append(text, at, at + (int) length);
            at += (int) length + 2;
        }
    }

    private static boolean areExtensions(String text, int start, int end) {
        int at = start;
        for (Matcher m = EXTENSION.matcher(text); at < end; at = m.end()) {
            if (!m.region(at, end).lookingAt()) {
                return false;
            }
        }
        return true;
    }

    private static Plain trailers(String text, int start, String content) {
        List<String> trailers = new ArrayList<>();
        int at = start;
        for (int end = text.indexOf("\r\n", at); end > at; end = text.indexOf("\r\n", at)) {
            Matcher field = FIELD.matcher(text.substring(at, end));
            if (!field.matches() || TrailerFields.isHostile(field.group(1))) {
                return Plain.NONE;
            }
            if (TrailerFields.mayTrail(field.group(1))) {
                trailers.add(field.group(1) + "=" + field.group(2).replaceFirst("[ \\t]+\\z", ""));
            }
            at = end + 2;
        }
        boolean ends = text.startsWith("\r\n", at) && trailers.size() <= MemoryServer.CONFIG.maxHeaderCount();
        return ends ? new Plain(content, trailers, at + 2) : Plain.NONE;
    }
}
