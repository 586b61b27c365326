package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated requests to the same handlers, each over HTTP/1.1 and over HTTP/2: status, interim responses, fields,
 * content and trailers are the same to the byte. A failure names its seed; {@code -Dweir.seed=N} repeats it.
 */
class ProtocolDifferentialTest {
    private static final int REQUESTS = 1500;
    private static final long SEED = Long.getLong("weir.seed", 9110);

    /** What belongs to a connection (RFC 9113 section 8.2.2), and the second of the day. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "transfer-encoding", "date");

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "HEAD", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE");
    private static final List<String> SEGMENTS = List.of(
            "users",
            "posts",
            "files",
            "a.txt",
            "dir",
            "echo",
            "see",
            "7",
            "x%20y",
            "%C3%A4",
            "%2F",
            "..",
            ".",
            "%2e%2e",
            "",
            "status",
            "bytes",
            "stream",
            "~!$&'()*+,;=:@");
    private static final List<String> TARGETS = List.of(
            "/",
            "/text",
            "/plaintext",
            "/json",
            "/echo",
            "/see",
            "/see?a=b",
            "/bytes/0",
            "/bytes/3000",
            "/bytes/4096",
            "/bytes/4097",
            "/bytes/70000",
            "/bytes/x",
            "/users/7/posts/a%2Fb",
            "/status/200",
            "/status/204",
            "/status/205",
            "/status/304",
            "/status/404",
            "/status/418",
            "/status/599",
            "/status/600",
            "/stream/0",
            "/stream/3",
            "/trailers",
            "/early-hints",
            "/panic",
            "/panic-late",
            "/files/",
            "/files/a.txt",
            "/files/dir",
            "/files/dir/",
            "/files/none",
            "/files/.hidden",
            "/set",
            "/refuse",
            "/nothing");
    private static final List<Field> FIELDS = List.of(
            new Field("Range", "bytes=2-4"),
            new Field("Range", "bytes=-2"),
            new Field("Range", "bytes=99-"),
            new Field("Range", "bytes=0-1,3-4"),
            new Field("If-None-Match", "*"),
            new Field("If-None-Match", "\"x\""),
            new Field("If-Match", "\"x\""),
            new Field("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),
            new Field("If-Modified-Since", "nonsense"),
            new Field("Accept", "text/html, */*;q=0.1"),
            new Field("Accept-Encoding", "gzip"),
            new Field("Cookie", "a=b; c=\"d\""),
            new Field("X-Empty", ""),
            new Field("X-Wide", "\u00e4\u00ff"),
            new Field("Content-Type", "application/x-www-form-urlencoded"),
            new Field("Content-Type", "multipart/form-data; boundary=B"),
            new Field("Expect-Not", "100-continue"));

    @TempDir
    Path files;

    /**
     * A request.
     *
     * @param content none where it is null
     * @param streamed whether its length is not said
     */
    private record Asked(
            String method, String target, List<Field> fields, byte[] content, boolean streamed, List<Field> trailers) {
        @Override
        public String toString() {
            return method + " " + target + " " + fields + " "
                    + (content == null ? "" : content.length + " bytes" + (streamed ? " streamed " : " ") + trailers);
        }
    }

    private static Asked ask(Random random) {
        StringBuilder target = new StringBuilder();
        if (random.nextInt(4) > 0) {
            target.append(one(TARGETS, random));
        } else {
            for (int i = random.nextInt(5); i >= 0; i--) {
                target.append('/').append(one(SEGMENTS, random));
            }
        }
        if (random.nextInt(6) == 0) {
            target.append(target.indexOf("?") < 0 ? "?" : "&").append("q=").append(random.nextInt());
        }
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Field field = one(FIELDS, random);
            if (Answer.all(fields, field.name()).isEmpty()) {
                fields.add(field);
            }
        }
        // Of an answer to HEAD that fails late HTTP/1.1 can show nothing: its head was all of it.
        String method = target.indexOf("/panic-late") >= 0 ? "GET" : one(METHODS, random);
        byte[] content = null;
        if (random.nextInt(3) == 0) {
            content = new byte[1 + random.nextInt(random.nextBoolean() ? 100 : 20_000)];
            random.nextBytes(content);
        }
        boolean streamed = content != null && random.nextBoolean();
        List<Field> trailers = streamed && random.nextBoolean() ? List.of(new Field("X-Sum", "1")) : List.of();
        return new Asked(method, target.toString(), fields, content, streamed, trailers);
    }

    private static <T> T one(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    /** All that a handler sees of a request, but for what names the protocol or the connection. */
    private static void see(ResponseWriter w, Request r) throws IOException {
        byte[] content = r.content().readAllBytes();
        StringBuilder seen = new StringBuilder(r.method() + " " + r.target() + " " + r.rawPath() + " " + r.query() + " "
                + r.scheme() + " " + r.authority() + " " + r.pattern() + " " + r.contentLength() + "\n");
        Map<String, List<String>> fields = new TreeMap<>();
        for (Headers.Field field : r.headers()) {
            fields.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(field.value());
        }
        // The one has it as a field, the other as a pseudo-field; and chunks are of HTTP/1 alone.
        fields.remove("host");
        fields.keySet().removeAll(OF_THE_CONNECTION);
        seen.append(fields).append('\n').append(Arrays.hashCode(content)).append('\n');
        for (Headers.Field trailer : r.trailers()) {
            seen.append(trailer.name().toLowerCase(Locale.ROOT))
                    .append('=')
                    .append(trailer.value())
                    .append('\n');
        }
        w.write(seen.toString());
    }

    private ServeMux handlers() throws IOException {
        Files.writeString(files.resolve("a.txt"), "0123456789");
        Files.writeString(files.resolve(".hidden"), "hidden");
        Files.createDirectories(files.resolve("dir"));
        Files.writeString(files.resolve("dir/index.html"), "<!DOCTYPE html><title>Dir</title>");
        ServeMux mux = DemoHandlers.of(() -> ServerStats.NONE, files);
        mux.handle("/see", ProtocolDifferentialTest::see);
        mux.handle("/set", (w, r) -> {
            w.header("X-Two", "1");
            w.headers().add("X-Two", "2");
            w.header("Content-Language", "de").status(203).write("\u0000\u0001\u0002");
            w.trailers().add("X-Late", r.method());
        });
        mux.handle("/refuse", (w, _) -> {
            w.header("X-Kept", "yes").header("Content-Encoding", "lost");
            throw new HttpError(429, "not now").with("Retry-After", "3");
        });
        return mux;
    }

    private static String outcome(Client client, Asked asked) throws IOException {
        long length = asked.content == null ? 0 : asked.streamed ? Client.STREAMED : asked.content.length;
        try (Call call = client.open(asked.method, asked.target, asked.fields, length)) {
            if (asked.content != null) {
                int cut = asked.content.length / 3;
                call.write(Arrays.copyOf(asked.content, Math.max(cut, 1)));
                if (asked.content.length > Math.max(cut, 1)) {
                    call.write(Arrays.copyOfRange(asked.content, Math.max(cut, 1), asked.content.length));
                }
            }
            call.end(asked.trailers);
            Reply reply = call.reply();
            String content = new String(reply.readAll(), StandardCharsets.ISO_8859_1);
            List<Integer> interims =
                    reply.interims().stream().map(Answer::status).toList();
            return interims + " " + reply.status() + " " + listed(reply.fields()) + " " + listed(reply.trailers()) + " "
                    + content.length() + ":" + content.hashCode() + " " + Wire.show(content);
        } catch (Client.Cut e) {
            return "broken off";
        }
    }

    private static List<String> listed(List<Field> fields) {
        return fields.stream()
                .filter(field -> !OF_THE_CONNECTION.contains(field.name().toLowerCase(Locale.ROOT)))
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .sorted()
                .toList();
    }

    @Test
    void theSameAnswersOverBothProtocols() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handlers())
                .errorLog(Servers.LOG)
                .build();
        server.start();
        String authority = "localhost:" + server.port();
        Random random = new Random(SEED);
        Set<String> outcomes = new HashSet<>();
        try (Client one =
                        new Http1Client(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()), authority);
                Client two = new Http2Client(
                        new Socket(InetAddress.getLoopbackAddress(), server.port()), false, authority)) {
            for (int i = 0; i < REQUESTS; i++) {
                Asked asked = ask(random);
                String first = outcome(one, asked);
                int which = i;
                assertEquals(
                        first,
                        outcome(two, asked),
                        () -> "HTTP/1.1 and HTTP/2, request " + which + " of seed " + SEED + ": " + asked);
                outcomes.add(first);
            }
        } finally {
            server.close();
        }
        assertTrue(outcomes.size() > 100, () -> "only " + outcomes.size() + " different answers");
    }
}
