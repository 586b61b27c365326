package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.ErrorRenderer.Page;
import dev.weir.http.api.ErrorRenderer.Report;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server's renderer writes every error's content: what handlers throw and send, the router's, and what is refused. */
class ErrorPagesTest {
    private static final String JSON = "application/problem+json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    /**
     * An error and its page.
     *
     * @param accept what the client accepts, with the renderer that chooses by that
     * @param content how it begins
     */
    record Row(String target, String accept, int status, String type, String content) {}

    private static final List<Row> ROWS = List.of(
            new Row("/thrown", JSON, 410, JSON, problem("Gone", 410, "no longer")),
            new Row("/sent", JSON, 409, JSON, problem("Conflict", 409, "not <now>")),
            new Row("/fails", JSON, 500, JSON, problem("Internal Server Error", 500, null)),
            new Row("/nowhere", JSON, 404, JSON, "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404"),
            new Row(
                    "/post",
                    JSON,
                    405,
                    JSON,
                    "{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405"),
            new Row("/thrown", "text/html, */*;q=0.1", 410, HTML, "<!doctype html>"),
            new Row("/sent", "text/html", 409, HTML, "<!doctype html>"),
            new Row("/nowhere", "text/html", 404, HTML, "<!doctype html>"),
            new Row("/thrown", "*/*", 410, TEXT, "no longer\n"),
            new Row("/sent", "text/plain", 409, TEXT, "not <now>\n"),
            new Row("/own", JSON, 422, "application/x-own", "as it is\n"));

    private static String problem(String title, int status, String detail) {
        return "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status
                + (detail == null ? "" : ",\"detail\":\"" + detail + "\"") + "}\n";
    }

    private static Handler app() {
        ServeMux mux = new ServeMux();
        mux.handle("POST /post", (_, _) -> {});
        mux.handle("GET /thrown", (_, _) -> {
            throw new HttpError(410, "no longer");
        });
        mux.handle("GET /sent", (w, _) -> {
            w.write("lost");
            w.error(409, "not <now>");
        });
        mux.handle("GET /fails", (_, _) -> {
            throw new IllegalStateException("secret");
        });
        mux.handle("GET /own", (_, _) -> {
            throw new HttpError(422, "as it is").with("Content-Type", "application/x-own");
        });
        return mux;
    }

    @TestFactory
    Stream<DynamicNode> table() {
        Stream<DynamicNode> served = Stream.of(Wiring.values())
                .flatMap(wiring -> ROWS.stream()
                        .map(row -> DynamicTest.dynamicTest(wiring + " " + row, () -> served(wiring, row))));
        Stream<DynamicNode> recorded =
                ROWS.stream().map(row -> DynamicTest.dynamicTest("the test kit " + row, () -> recorded(row)));
        return Stream.concat(served, recorded);
    }

    private static void served(Wiring wiring, Row row) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, b -> b.errors(ErrorRenderer.byAccept()), app());
                Call call = s.client.open("GET", row.target(), List.of(new Field("Accept", row.accept())), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            String content = new String(reply.readAll(), StandardCharsets.UTF_8);
            assertEquals(row.status() + " " + row.type(), reply.status() + " " + reply.field("Content-Type"));
            assertTrue(content.startsWith(row.content()), content);
            assertEquals("" + content.length(), reply.field("Content-Length"));
            assertEquals("nosniff", reply.field("X-Content-Type-Options"));
            assertEquals(row.target().equals("/own") ? null : "Accept", reply.field("Vary"));
            assertEquals("COMPLETE " + row.status() + " " + content.length(), start(Ends.text(s.ends.next())));
        }
    }

    /** The first three words. */
    private static String start(String text) {
        return String.join(" ", List.of(text.split(" ")).subList(0, 3));
    }

    private static void recorded(Row row) {
        ResponseRecorder w = ResponseRecorder.serve(
                app(),
                MemoryRequest.builder()
                        .target(row.target())
                        .header("Accept", row.accept())
                        .errors(ErrorRenderer.byAccept())
                        .build());
        assertEquals(
                row.status() + " " + row.type(), w.status() + " " + w.headers().get("Content-Type"));
        assertTrue(w.contentText().startsWith(row.content()), w::contentText);
    }

    @ParameterizedTest
    @EnumSource
    void headGetsTheFieldsAlone(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, b -> b.errors(ErrorRenderer.problemJson()), app());
                Call call = s.client.open("HEAD", "/nowhere", List.of(), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(0, reply.readAll().length);
            assertEquals("404 " + JSON, reply.status() + " " + reply.field("Content-Type"));
            assertEquals("COMPLETE 404 0", start(Ends.text(s.ends.next())));
        }
    }

    // ---- what a renderer is given

    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();

    private UnaryOperator<ServerBuilder> noting() {
        return b -> b.errors(report -> {
            reports.add(report);
            return new Page("text/x", "status " + report.status(), new Headers().set("X-Rendered", "1"));
        });
    }

    private Report report() throws InterruptedException {
        Report report = reports.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(report != null, "nothing was rendered");
        return report;
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsGivenToIt(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, noting(), app());
                Call call = s.get("/fails")) {
            assertEquals("text/x", call.reply().field("Content-Type"));
            Report report = report();
            assertEquals("500 Internal Server Error", report.status() + " " + report.message());
            assertEquals("secret", report.failure().orElseThrow().getMessage());
            assertEquals("/fails", report.request().orElseThrow().path());
            assertEquals("COMPLETE 500 10 GET /fails ! secret", Ends.text(s.ends.next()));
        }
    }

    @Test
    void whatHttp1RefusesIsRenderedWithoutARequest() throws Exception {
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, noting(), app());
                Wire wire = new Wire(Wiring.HTTP1.socket(s.server))) {
            wire.send("GET / HTTP/1.1\r\n\r\n");
            Answer answer = wire.answer(false);
            assertEquals(
                    "400 text/x status 400",
                    answer.status() + " " + answer.field("Content-Type") + " " + answer.body());
            assertEquals("1", answer.field("X-Rendered"));
            assertEquals(new Report(400, "no Host", Optional.empty(), Optional.empty()), report());
            assertEquals("REFUSED 400 10: no Host", Ends.text(s.ends.refused()));
        }
    }

    @Test
    void whatHttp2RefusesIsRenderedWithItsRequest() throws Exception {
        try (ObservedServer s = new ObservedServer(Wiring.H2C, noting(), app());
                Http2Wire wire = Http2Wire.begin(Wiring.H2C.socket(s.server))) {
            wire.request(1, true, "GET", "/", "expect: more");
            assertEquals("417 status 417", wire.answer(1));
            Report report = report();
            assertEquals("an expectation other than 100-continue", report.message());
            assertEquals("/", report.request().orElseThrow().path());
            assertEquals("REFUSED 417 10: an expectation other than 100-continue", Ends.text(s.ends.refused()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRendererThatFailsIsPlainText(Wiring wiring) throws Exception {
        UnaryOperator<ServerBuilder> failing = b -> b.errors(_ -> {
            throw new IllegalStateException("on purpose");
        });
        try (ObservedServer s = new ObservedServer(wiring, failing, app());
                Call call = s.get("/thrown")) {
            Reply reply = call.reply();
            assertEquals("410 " + TEXT, reply.status() + " " + reply.field("Content-Type"));
            assertEquals("no longer\n", new String(reply.readAll(), StandardCharsets.UTF_8));
            assertEquals("COMPLETE 410 10 GET /thrown", Ends.text(s.ends.next()));
        }
    }

    /** More than the buffer holds: it is sent as it comes, as a handler that sends an error may go on. */
    @ParameterizedTest
    @EnumSource
    void aLongPage(Wiring wiring) throws Exception {
        List<Long> lengths = new ArrayList<>();
        UnaryOperator<ServerBuilder> large = b -> b.errors(_ -> new Page("text/x", "x".repeat(100_000)));
        Handler app = app();
        try (ObservedServer s = new ObservedServer(wiring, large, (w, r) -> {
                    w.onCommit(c -> lengths.add(c.contentLength()));
                    app.serve(w, r);
                });
                Call call = s.get("/thrown")) {
            Reply reply = call.reply();
            assertEquals(100_000, reply.readAll().length);
            assertEquals(410, reply.status());
            assertEquals("COMPLETE 410 100000 GET /thrown", Ends.text(s.ends.next()));
            assertEquals(List.of(-1L), lengths);
        }
    }
}
