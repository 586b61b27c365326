package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.api.Commit;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a response in memory says is what a client gets over the wire, of each protocol. */
class RecorderDifferentialTest {
    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "transfer-encoding", "upgrade", "date");

    private static final Field ACCEPT = new Field("accept", "text/plain;q=0.5, application/json");

    private static final List<String> NAMES = List.of(
            "X-A",
            "Set-Cookie",
            "Content-Type",
            "Content-Length",
            "ETag",
            "Cache-Control",
            "Vary",
            "Trailer",
            "Location",
            "Expires",
            "Age",
            "Host",
            "Digest",
            "Content-Language",
            "WWW-Authenticate",
            "Retry-After",
            "Server-Timing",
            "Upgrade",
            "Warning",
            "Link");

    /** Half of the rows provoke failures, which the recorder reports as a server does. */
    private static final Logger REPORTS = Logger.getLogger(ResponseRecorder.class.getName());

    @BeforeAll
    static void silence() {
        REPORTS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        REPORTS.setLevel(null);
    }

    private static Map<String, Handler> handlers() {
        Map<String, Handler> all = new LinkedHashMap<>();
        all.put("nothing", (_, _) -> {});
        all.put("text", (w, _) -> w.write("text"));
        all.put("404", (w, _) -> w.status(404).write("none"));
        all.put("204", (w, _) -> w.status(204).header("Content-Length", "3").write("x"));
        all.put("205", (w, _) -> w.status(205).write("x"));
        all.put("304", (w, _) -> w.status(304).header("Content-Length", "3").write("x"));
        all.put("a length and a trailer", (w, _) -> {
            w.header("Content-Length", "1").header("Trailer", "X-A");
            w.trailers().set("X-A", "1");
            w.write("x");
        });
        all.put(
                "a trailer that never comes",
                (w, _) -> w.header("Trailer", "X-A").write("x"));
        all.put("a late trailer", (w, _) -> {
            w.write("x");
            w.flush();
            w.trailers().set("X-A", "1");
        });
        all.put("a suppressed length", (w, _) -> w.suppress("content-length").write("x"));
        all.put("a suppressed length and an error", (w, _) -> {
            w.suppress("content-length").suppress("content-type").write("x");
            throw HttpError.notFound();
        });
        all.put("an error of the content", (w, _) -> {
            w.header("ETag", "\"x\"").write("x");
            throw new ContentException(ContentException.Reason.TOO_LARGE, "why");
        });
        all.put("an error of its own type", (w, _) -> {
            w.header("X-A", "1");
            throw new HttpError(409, "{}")
                    .with("Content-Type", "application/problem+json")
                    .with("X-A", "2");
        });
        ServeMux mux = new ServeMux();
        mux.handle("POST /", (_, _) -> {});
        all.put("an error of the router", (w, r) -> {
            w.header("ETag", "\"x\"").header("Vary", "Origin").header("Content-Language", "de");
            mux.serve(w, r);
        });
        for (String name : NAMES) {
            all.put("a trailer " + name, (w, _) -> {
                w.trailers().add(name, "1").add(name, "2");
                w.write("x");
            });
            for (Exception thrown : List.of(new HttpError(400, "no").with("X-A", "9"), new IllegalStateException())) {
                all.put("an error after " + name + ": " + thrown.getMessage(), (w, _) -> {
                    w.headers().add(name, "1");
                    throw thrown;
                });
            }
        }
        return all;
    }

    /** Each with hooks that change status and fields and encode what comes. */
    private static Map<String, Handler> hooked() {
        Map<String, Handler> all = new LinkedHashMap<>();
        Handler small = (w, _) -> w.write("small");
        Handler streamed = (w, _) -> {
            for (int i = 0; i < 3; i++) {
                w.write("piece " + i);
                w.flush();
            }
        };
        Handler large = (w, _) -> w.write("0123456789".repeat(1000));
        Map<String, Handler> inner = new LinkedHashMap<>();
        inner.put("nothing", (_, _) -> {});
        inner.put("small", small);
        inner.put("streamed", streamed);
        inner.put("large", large);
        inner.put("a length", (w, r) -> {
            w.header("Content-Length", "5");
            small.serve(w, r);
        });
        inner.put("a strong validator", (w, r) -> {
            w.header("ETag", "\"1\"").header("Accept-Ranges", "bytes").header("Digest", "sha-256=x");
            small.serve(w, r);
        });
        inner.put("a trailer", (w, r) -> {
            w.trailers().set("Sum", "1");
            streamed.serve(w, r);
        });
        inner.put("closed", (w, r) -> {
            small.serve(w, r);
            w.close();
        });
        for (int status : List.of(204, 205, 304, 404)) {
            inner.put("status " + status, (w, r) -> {
                w.status(status);
                small.serve(w, r);
            });
        }
        inner.put("an error", (w, _) -> {
            w.write("before");
            throw new HttpError(410, "gone").with("X-A", "1");
        });
        inner.put("an error that is sent", (w, _) -> {
            w.write("before");
            w.error(HttpError.notFound().with("X-A", "1"));
        });
        inner.put("an error in the place of one", (w, _) -> {
            w.error(404, "first");
            throw new HttpError(410, "second");
        });
        inner.put("an error with more", (w, _) -> {
            w.error(404, "first");
            w.write("and more");
        });
        inner.put("a failure", (w, _) -> {
            w.write("before");
            throw new IllegalStateException();
        });
        Map<String, Consumer<Commit>> hooks = new LinkedHashMap<>();
        hooks.put(
                "fields",
                head -> head.headers()
                        .set(
                                "X-Seen",
                                head.status() + " " + head.contentLength() + " " + head.hasContent() + " "
                                        + head.content()
                                                .map(ByteBuffer::remaining)
                                                .orElse(-1)));
        hooks.put("a status", head -> head.status(head.status() == 200 ? 203 : head.status()));
        hooks.put("none in its place", head -> head.status(204));
        hooks.put("an encoding", head -> {
            head.headers().set("Content-Encoding", "gzip").add("Vary", "Accept-Encoding");
            head.encode(out -> new GZIPOutputStream(out, true));
        });
        hooks.put("an error", _ -> {
            throw new HttpError(409, "by the hook");
        });
        hooks.put("a failure", _ -> {
            throw new IllegalStateException();
        });
        inner.forEach((what, handler) -> hooks.forEach((how, hook) -> all.put(what + " with " + how, (w, r) -> {
            w.onCommit(hook);
            w.onCommit(head -> head.headers().add("X-Inner", "1"));
            handler.serve(w, r);
        })));
        return all;
    }

    private static Map<String, ErrorRenderer> renderers() {
        Map<String, ErrorRenderer> all = new LinkedHashMap<>();
        all.put("JSON", ErrorRenderer.problemJson());
        all.put("HTML", ErrorRenderer.html());
        all.put("by Accept", ErrorRenderer.byAccept());
        all.put(
                "one of its own",
                report -> new ErrorRenderer.Page(
                        "text/x-own",
                        report.status()
                                + report.message()
                                + report.request().map(Request::target).orElse("-")
                                + report.failure().isPresent(),
                        new Headers().set("X-Own", "1")));
        all.put("one that fails", _ -> {
            throw new IllegalStateException();
        });
        return all;
    }

    private static Map<String, Handler> failing() {
        Map<String, Handler> all = new LinkedHashMap<>();
        all.put("an error", (_, _) -> {
            throw new HttpError(404, "<no> \"such\" thing");
        });
        all.put("an error of its own type", (_, _) -> {
            throw new HttpError(404, "x").with("Content-Type", "a/b");
        });
        all.put("an error that is sent", (w, _) -> w.error(503, "later"));
        all.put("a failure", (w, _) -> {
            w.header("ETag", "\"x\"").header("X-A", "1");
            throw new IllegalStateException("secret");
        });
        all.put("no error", (w, _) -> w.write("fine"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> recorded() {
        return rows(handlers(), ErrorRenderer.plainText(), "");
    }

    @TestFactory
    Stream<DynamicTest> recordedWithHooks() {
        return rows(hooked(), ErrorRenderer.plainText(), "");
    }

    @TestFactory
    Stream<DynamicTest> recordedWithARenderer() {
        return renderers().entrySet().stream().flatMap(one -> rows(failing(), one.getValue(), " by " + one.getKey()));
    }

    private static Stream<DynamicTest> rows(Map<String, Handler> handlers, ErrorRenderer errors, String suffix) {
        return handlers.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey() + suffix, () -> compare(one.getValue(), errors)));
    }

    private static void compare(Handler handler, ErrorRenderer errors) throws Exception {
        BlockingQueue<RequestEnd> ends = new LinkedBlockingQueue<>();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errors(errors)
                .requestListener(ends::add)
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            String authority = "localhost:" + server.port();
            try (Client one = new Http1Client(() -> socket(server), authority);
                    Client two = new Http2Client(socket(server), false, authority)) {
                for (String method : List.of("GET", "HEAD")) {
                    String h1 = served(one, method) + " " + ended(ends.poll(30, TimeUnit.SECONDS));
                    assertEquals(recorded(handler, errors, method, "HTTP/1.1"), h1, method + " HTTP/1.1");
                    String h2 = served(two, method) + " " + ended(ends.poll(30, TimeUnit.SECONDS));
                    assertEquals(recorded(handler, errors, method, "HTTP/2"), h2, method + " HTTP/2");
                }
            }
        }
    }

    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static String ended(RequestEnd end) {
        return String.join(
                " ",
                end.outcome().toString(),
                Integer.toString(end.status()),
                Long.toString(end.contentBytes()),
                end.protocol(),
                end.pattern(),
                end.failure().map(Throwable::toString).orElse("-"));
    }

    private static String recorded(Handler handler, ErrorRenderer errors, String method, String protocol) {
        MemoryRequest r = MemoryRequest.builder()
                .method(method)
                .protocol(protocol)
                .header(ACCEPT.name(), ACCEPT.value())
                .errors(errors)
                .build();
        ResponseRecorder w = ResponseRecorder.serve(handler, r);
        return w.status() + " " + listed(fields(w.headers())) + " " + text(w.contentBytes()) + " "
                + listed(fields(w.trailers())) + " " + ended(w.end());
    }

    private static List<Field> fields(Headers headers) {
        List<Field> fields = new ArrayList<>();
        headers.forEach(field -> fields.add(new Field(field.name(), field.value())));
        return fields;
    }

    private static String served(Client client, String method) throws IOException {
        try (Call call = client.open(method, "/", List.of(ACCEPT), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            String content = text(reply.readAll());
            return reply.status() + " " + listed(reply.fields()) + " " + content + " " + listed(reply.trailers());
        }
    }

    /** As it is, byte for character. */
    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private static List<String> listed(List<Field> fields) {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .filter(line -> !OF_THE_CONNECTION.contains(line.substring(0, line.indexOf(':'))))
                .sorted()
                .toList();
    }
}
