package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a response in memory says is what a client gets over the wire, of each protocol. */
class RecorderDifferentialTest {
    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "transfer-encoding", "upgrade", "date");

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

    @TestFactory
    Stream<DynamicTest> recorded() {
        return handlers().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> compare(one.getValue())));
    }

    private static void compare(Handler handler) throws Exception {
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            String authority = "localhost:" + server.port();
            try (Client one = new Http1Client(() -> socket(server), authority);
                    Client two = new Http2Client(socket(server), false, authority)) {
                for (String method : List.of("GET", "HEAD")) {
                    assertEquals(recorded(handler, method, "HTTP/1.1"), served(one, method), method + " HTTP/1.1");
                    assertEquals(recorded(handler, method, "HTTP/2"), served(two, method), method + " HTTP/2");
                }
            }
        }
    }

    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static String recorded(Handler handler, String method, String protocol) {
        MemoryRequest r =
                MemoryRequest.builder().method(method).protocol(protocol).build();
        ResponseRecorder w = ResponseRecorder.serve(handler, r);
        return w.status() + " " + listed(fields(w.headers())) + " " + w.contentText() + " "
                + listed(fields(w.trailers()));
    }

    private static List<Field> fields(Headers headers) {
        List<Field> fields = new ArrayList<>();
        headers.forEach(field -> fields.add(new Field(field.name(), field.value())));
        return fields;
    }

    private static String served(Client client, String method) throws IOException {
        try (Call call = client.open(method, "/", List.of(), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            String content = new String(reply.readAll(), StandardCharsets.UTF_8);
            return reply.status() + " " + listed(reply.fields()) + " " + content + " " + listed(reply.trailers());
        }
    }

    private static List<String> listed(List<Field> fields) {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .filter(line -> !OF_THE_CONNECTION.contains(line.substring(0, line.indexOf(':'))))
                .sorted()
                .toList();
    }
}
