package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.JavaClient;
import dev.weir.conformance.toolbox.CodedSite.Protocol;
import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.RequestEnd;
import dev.weir.middleware.Compression;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever meets compression, over both protocols: ranges, HEAD, conditions, errors, events, trailers, and clients that
 * go in the middle. A row is tried with each coding, and without one.
 */
class CompressionMatrixTest {
    private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(5000);
    private static final String PROSE = "prose ".repeat(300);

    /**
     * Method, target, fields; then status, whether it is coded, its tag, whether it varies, and its content. Of the
     * tags, {@code P} is that of the file as it is and {@code C} that of the file coded.
     */
    private static final String ROWS = """
        GET  /a.txt        | -                                        | 200 coded C    vary whole
        HEAD /a.txt        | -                                        | 200 coded C    vary none
        GET  /a.txt        | If-None-Match: C                         | 304 plain C    vary none
        HEAD /a.txt        | If-None-Match: C                         | 304 plain C    vary none
        GET  /a.txt        | If-None-Match: P                         | 304 plain P    vary none
        GET  /a.txt        | If-None-Match: "o", C, "p"               | 304 plain C    vary none
        GET  /a.txt        | If-None-Match: "o"; If-None-Match: C     | 304 plain C    vary none
        GET  /a.txt        | If-None-Match: "o"                       | 200 coded C    vary whole
        GET  /a.txt        | If-Match: C                              | 200 coded C    vary whole
        GET  /a.txt        | If-Match: P                              | 200 coded C    vary whole
        GET  /a.txt        | If-Match: "o"                            | 412 plain -    same error
        GET  /a.txt        | Range: bytes=4-7                         | 206 plain P    vary part
        HEAD /a.txt        | Range: bytes=4-7                         | 200 coded C    vary none
        GET  /a.txt        | Range: bytes=4-7; If-Range: P            | 206 plain P    vary part
        GET  /a.txt        | Range: bytes=4-7; If-Range: C            | 200 coded C    vary whole
        GET  /a.txt        | Range: bytes=4-7; If-None-Match: C       | 304 plain C    vary none
        GET  /a.txt        | Range: bytes=9000000-                    | 416 plain -    same error
        GET  /small.txt    | -                                        | 200 plain any  same small
        HEAD /small.txt    | -                                        | 200 plain any  same none
        GET  /a.png        | -                                        | 200 plain any  same whole
        GET  /a.png        | Range: bytes=4-7                         | 206 plain any  same part
        HEAD /a.png        | -                                        | 200 plain any  same none
        GET  /missing.txt  | -                                        | 404 plain -    same error
        GET  /app/text     | -                                        | 200 coded T    vary prose
        HEAD /app/text     | -                                        | 200 coded T    vary none
        GET  /app/error    | -                                        | 410 coded -    vary prose
        HEAD /app/error    | -                                        | 410 coded -    vary none
        GET  /app/failure  | -                                        | 500 plain -    same error
        GET  /app/trailers | -                                        | 200 coded -    vary prose trailer
        HEAD /app/trailers | -                                        | 200 coded -    vary none
        GET  /app/pieces   | -                                        | 200 coded -    vary prose
        GET  /app/fixed    | -                                        | 200 plain -    same prose
        POST /app/text     | -                                        | 200 coded T    vary prose
        GET  /app/empty    | -                                        | 204 plain -    same none
        """;

    @TempDir
    private Path folder;

    private Handler app;

    @BeforeEach
    void write() throws IOException {
        for (String name : new String[] {"a.txt", "a.png", "small.txt"}) {
            Path file = folder.resolve(name);
            Files.writeString(file, name.equals("small.txt") ? "small" : TEXT);
            // A file that has just been changed has a weak tag.
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z")));
        }
        ServeMux mux = new ServeMux();
        mux.handle("/", FileServer.of(folder));
        mux.handle("/app/text", (w, _) -> w.header("ETag", "\"T\"").write(PROSE));
        mux.handle("/app/error", (_, _) -> {
            throw new HttpError(410, PROSE);
        });
        mux.handle("/app/failure", (w, _) -> {
            w.header("ETag", "\"T\"").write(PROSE);
            throw new IllegalArgumentException("on purpose");
        });
        mux.handle("/app/trailers", (w, _) -> {
            w.trailers().set("X-Sum", "42");
            w.write(PROSE);
        });
        mux.handle("/app/pieces", (w, _) -> {
            for (String word : PROSE.splitWithDelimiters(" ", 0)) {
                w.write(word);
                if (word.isBlank()) {
                    w.flush();
                }
            }
        });
        mux.handle(
                "/app/fixed",
                (w, _) -> w.header("Cache-Control", "no-transform").write(PROSE));
        mux.handle("/app/empty", (w, _) -> w.status(204));
        app = mux;
    }

    static Stream<Arguments> protocolsAndCodings() {
        List<Arguments> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (String coding : new String[] {"gzip", "zstd", "br", null}) {
                all.add(Arguments.of(protocol, coding));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("protocolsAndCodings")
    void rows(Protocol protocol, String coding) throws Exception {
        OpenStreams[] codings = CodedSite.counted();
        try (CodedSite site = new CodedSite(
                protocol, Compression.builder().codings(codings).build().wrap(app))) {
            String plain;
            try (Call call = site.get("/a.txt")) {
                Reply reply = call.reply();
                plain = reply.field("ETag");
                reply.readAll();
                site.ends.take();
            }
            String coded =
                    "W/" + plain.substring(0, plain.length() - 1) + "-" + (coding == null ? "gzip" : coding) + '"';
            List<String> wrong = new ArrayList<>();
            for (String line : ROWS.lines().toList()) {
                String[] row = line.split(" *\\| *");
                String said = said(site, coding, row[0].split(" +"), row[1], plain, coded);
                String expected = expected(coding, row[2].replaceAll(" +", " "), plain, coded, row[1]);
                if (!said.equals(expected)) {
                    wrong.add(row[0] + " | " + row[1] + "\n  said     " + said + "\n  expected " + expected);
                }
            }
            assertEquals("", String.join("\n", wrong));
        }
        CodedSite.assertAllClosed(codings);
    }

    private static String expected(String coding, String row, String plain, String coded, String asked) {
        String[] words = row.split(" ");
        boolean becomes = words[1].equals("coded") && coding != null;
        words[1] = becomes ? coding : "plain";
        words[2] = switch (words[2]) {
            case "P" -> plain;
            case "C" -> becomes || words[0].equals("304") ? coded : plain;
            case "T" -> becomes ? "W/\"T-" + coding + '"' : "\"T\"";
            default -> words[2];
        };
        return String.join(" ", words);
    }

    private static String said(
            CodedSite site, String coding, String[] request, String fields, String plain, String coded)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("Accept-Encoding", coding == null ? "identity" : coding));
        for (String field : fields.split("; ")) {
            if (!field.equals("-")) {
                String value = field.substring(field.indexOf(':') + 2);
                all.add(field.substring(0, field.indexOf(':')));
                all.add(value.replaceAll("\\bP\\b", plain).replaceAll("\\bC\\b", coded));
            }
        }
        try (Call call = site.open(request[0], request[1], new byte[0], all.toArray(String[]::new))) {
            Reply reply = call.reply();
            byte[] raw = reply.readAll();
            RequestEnd end = site.ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            String length = reply.field("Content-Length");
            if (raw.length > 0 && length != null) {
                assertEquals(length, Integer.toString(raw.length), "the length of " + request[1]);
            }
            String used = reply.field("Content-Encoding");
            if (used != null) {
                assertNull(reply.field("Accept-Ranges"), "ranges of coded content");
            }
            String content = raw.length == 0 ? "" : new String(CodedSite.decoded(used, raw), StandardCharsets.UTF_8);
            String tag = reply.field("ETag");
            boolean any = request[1].endsWith(".png") || request[1].startsWith("/small");
            boolean varies = Answer.all(reply.fields(), "Vary").equals(List.of("Accept-Encoding"));
            List<Answer.Field> trailers = reply.trailers();
            assertEquals(RequestEnd.Outcome.COMPLETE, end.outcome());
            return reply.status() + " " + (used == null ? "plain" : used) + " "
                    + (tag == null ? "-" : any ? "any" : tag) + " " + (varies ? "vary" : "same") + " " + kind(content)
                    + (Answer.all(trailers, "X-Sum").equals(List.of("42")) ? " trailer" : "");
        }
    }

    private static String kind(String content) {
        return switch (content) {
            case String s when s.isEmpty() -> "none";
            case String s when s.equals(TEXT) -> "whole";
            case String s when s.strip().equals(PROSE.strip()) -> "prose";
            case "small" -> "small";
            case "work" -> "part";
            case String s when s.length() < 100 -> "error";
            default -> "other content of " + content.length();
        };
    }

    /** The next event is written once the client has read the one before. */
    @ParameterizedTest
    @MethodSource("protocolsAndCodings")
    void eachEventComesAtOnce(Protocol protocol, String coding) throws Exception {
        OpenStreams[] codings = CodedSite.counted();
        Semaphore seen = new Semaphore(0);
        Handler events = (w, _) -> {
            w.header("Content-Type", "text/event-stream");
            for (int i = 0; i < 20; i++) {
                w.write("data: " + i + "\n\n");
                w.flush();
                seen.acquire();
            }
        };
        try (CodedSite site = new CodedSite(
                        protocol, Compression.builder().codings(codings).build().wrap(events));
                Call call = site.get("/", "Accept-Encoding", coding)) {
            Reply reply = call.reply();
            assertEquals(coding, reply.field("Content-Encoding"));
            try (InputStream in = CodedSite.decoder(coding, reply.stream())) {
                for (int i = 0; i < 20; i++) {
                    String event = "data: " + i + "\n\n";
                    assertEquals(event, new String(in.readNBytes(event.length())));
                    seen.release();
                }
                assertEquals(-1, in.read());
            }
        }
        CodedSite.assertAllClosed(codings);
    }

    /** How a response may end before its time. */
    private enum Ending {
        /** The client resets its stream, or closes the connection. */
        CLIENT_LEAVES,
        /** The whole connection breaks. */
        CONNECTION_BREAKS,
        /** The handler throws after the head. */
        HANDLER_THROWS,
        /** The client does not read, until the deadline. */
        WRITE_DEADLINE,
        /** The server is closed. */
        SERVER_CLOSES
    }

    static Stream<Arguments> endings() {
        return protocolsAndCodings()
                .filter(arguments -> arguments.get()[1] != null)
                .flatMap(arguments -> Stream.of(Ending.values())
                        .map(ending ->
                                Arguments.of(arguments.get()[0], arguments.get()[1], ending)));
    }

    /** No coded response is taken for a whole one, and its streams are closed. */
    @ParameterizedTest
    @MethodSource("endings")
    void inTheMiddle(Protocol protocol, String coding, Ending ending) throws Exception {
        OpenStreams[] codings = CodedSite.counted();
        byte[] noise = new byte[64 << 10];
        new java.util.Random(1).nextBytes(noise);
        Handler endless = (w, _) -> {
            w.header("Content-Type", "text/plain");
            if (ending == Ending.WRITE_DEADLINE) {
                // The head goes out before.
                w.write(noise, 0, 1024);
                w.flush();
                w.writeDeadline(Duration.ofMillis(200));
            }
            for (int i = 0; ; i++) {
                w.write(noise);
                w.flush();
                if (ending == Ending.HANDLER_THROWS && i == 5) {
                    throw new IllegalStateException("on purpose");
                }
            }
        };
        CodedSite site = new CodedSite(
                protocol, Compression.builder().codings(codings).build().wrap(endless));
        try (site;
                Call call = site.get("/", "Accept-Encoding", coding)) {
            Reply reply = call.reply();
            assertEquals(coding, reply.field("Content-Encoding"));
            switch (ending) {
                case CLIENT_LEAVES -> {
                    reply.read();
                    call.abandon();
                }
                case CONNECTION_BREAKS -> {
                    reply.read();
                    call.breakOff();
                }
                case HANDLER_THROWS -> assertThrows(IOException.class, reply::readAll);
                case WRITE_DEADLINE -> {}
                case SERVER_CLOSES -> site.server.close();
            }
            RequestEnd end = site.ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            assertEquals(
                    ending == Ending.CLIENT_LEAVES || ending == Ending.CONNECTION_BREAKS
                            ? RequestEnd.Outcome.CLIENT_GONE
                            : RequestEnd.Outcome.ABORTED,
                    end.outcome());
            CodedSite.assertAllClosed(codings);
        }
    }

    /** A client that is not ours takes each of them, over both protocols. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theJdksClient(HttpClient.Version version) throws Exception {
        if (version.name().equals("HTTP_3")) {
            return;
        }
        try (JavaClient java =
                new JavaClient(false, version, Compression.create().wrap(app))) {
            for (String coding : new String[] {"gzip", "zstd", "br"}) {
                for (int i = 0; i < 3; i++) {
                    var answer = java.client.send(
                            java.to("/a.txt").header("Accept-Encoding", coding).build(), BodyHandlers.ofByteArray());
                    assertEquals(
                            coding,
                            answer.headers().firstValue("Content-Encoding").orElse(""));
                    assertArrayEquals(TEXT.getBytes(), CodedSite.decoded(coding, answer.body()));
                }
            }
        }
    }
}
