package dev.weir.observe.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.observe.AccessLog;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What spans say, whose part they are, and where they are current. */
class OpenTelemetryTracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private OpenTelemetrySdk sdk = sdk(Sampler.parentBased(Sampler.alwaysOn()));
    private OpenTelemetryTracing tracing = new OpenTelemetryTracing(sdk);

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
                .build();
    }

    @AfterEach
    void end() {
        sdk.close();
    }

    private SpanData serve(RequestBuilder request, Handler handler) {
        ResponseRecorder.serve(tracing.wrap(handler), request.build());
        return span();
    }

    private SpanData span() {
        assertEquals(1, spans.getFinishedSpanItems().size());
        return spans.getFinishedSpanItems().getFirst();
    }

    private static String text(SpanData span) {
        Map<String, Object> sorted = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> sorted.put(key.getKey(), value));
        return sorted.toString();
    }

    // ---- what it says

    @Test
    void theAttributesOfTheConventions() {
        SpanData span = serve(
                MemoryRequest.builder()
                        .target("/items/7?q=1&sig=secret")
                        .authority("example.com:8443")
                        .header("User-Agent", "curl/8.5.0")
                        .remoteAddress(new InetSocketAddress("203.0.113.77", 4711)),
                (w, _) -> w.write("hello"));
        assertEquals(SpanKind.SERVER, span.getKind());
        assertEquals("GET", span.getName());
        assertEquals(
                "dev.weir.observe.opentelemetry",
                span.getInstrumentationScopeInfo().getName());
        assertEquals(
                "{client.address=203.0.113.77, http.request.method=GET, http.response.body.size=5,"
                        + " http.response.status_code=200, network.peer.address=203.0.113.77, network.peer.port=4711,"
                        + " network.protocol.version=1.1, server.address=example.com, server.port=8443,"
                        + " url.path=/items/7, url.query=q=1&sig=REDACTED, url.scheme=http,"
                        + " user_agent.original=curl/8.5.0}",
                text(span));
        assertTrue(span.getStatus().getStatusCode().name().equals("UNSET") && span.hasEnded());
    }

    @Test
    void withoutQuery() {
        tracing = tracing.withoutQuery();
        assertFalse(text(serve(MemoryRequest.builder().target("/a?q=1"), (_, _) -> {}))
                .contains("url.query"));
    }

    @Test
    void methodsThatNobodyKnowsAreNoNames() {
        SpanData span = serve(MemoryRequest.builder().method("BREW"), (_, _) -> {});
        assertEquals("HTTP", span.getName());
        assertTrue(
                text(span).contains("http.request.method=_OTHER, http.request.method_original=BREW"), () -> text(span));
    }

    @Test
    void whatIsVeryLongIsCut() {
        SpanData span = serve(MemoryRequest.builder().target("/" + "a".repeat(5000)), (_, _) -> {});
        assertEquals(
                2048,
                String.valueOf(span.getAttributes().get(AttributeKey.stringKey("url.path")))
                        .length());
    }

    /** What is thrown: null is nothing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        a failure,               fails,     500, 500,     ERROR, java.lang.IllegalStateException
        an answer from 500 on,   refuses,   503, 503,     ERROR,
        an answer below,         forbids,   403, ,        UNSET,
        a failure after a head,  breaks,    200, aborted, ERROR, java.lang.IllegalStateException
        """)
    void errors(String name, String how, long status, String error, String code, String exception) {
        SpanData span = spanOf(how);
        assertEquals(status, span.getAttributes().get(AttributeKey.longKey("http.response.status_code")), name);
        assertEquals(error, span.getAttributes().get(AttributeKey.stringKey("error.type")));
        assertEquals(code, span.getStatus().getStatusCode().name());
        assertEquals(
                exception == null ? List.of() : List.of(exception),
                span.getEvents().stream()
                        .map(e -> e.getAttributes().get(AttributeKey.stringKey("exception.type")))
                        .toList());
    }

    private SpanData spanOf(String how) {
        return serve(MemoryRequest.builder(), (w, _) -> {
            switch (how) {
                case "refuses" -> throw new HttpError(503, "later");
                case "forbids" -> throw new HttpError(403, "no");
                case "breaks" -> {
                    w.write("begun");
                    w.flush();
                }
                default -> {}
            }
            throw new IllegalStateException("on purpose");
        });
    }

    // ---- whose part it is

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(nullValues = "-", textBlock = """
        00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, -, -, true
        00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, -, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, false
        00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01, -, -, false
        nonsense, -, -, false
        -, -, -, false
        """)
    void aTraceThatTheClientIsIn(String traceparent, String state, String second, boolean same) {
        RequestBuilder request = MemoryRequest.builder();
        for (String value : new String[] {traceparent, second}) {
            if (value != null) {
                request.header("traceparent", value);
            }
        }
        SpanData span = serve(request, (_, _) -> {});
        assertEquals(same, span.getTraceId().equals(TRACE));
        assertEquals(same ? "b7ad6b7169203331" : "0000000000000000", span.getParentSpanId());
    }

    @Test
    void tracestateInSeveralFieldsIsOne() {
        SpanData span = serve(
                MemoryRequest.builder()
                        .header("traceparent", PARENT)
                        .header("tracestate", "a=1,b=2")
                        .header("tracestate", "c=3"),
                (_, _) -> {});
        assertEquals(
                Map.of("a", "1", "b", "2", "c", "3"),
                span.getSpanContext().getTraceState().asMap());
    }

    @Test
    void baggageIsThereInTheHandler() {
        serve(
                MemoryRequest.builder().header("baggage", "tenant=7"),
                (_, _) -> assertEquals("7", Baggage.current().getEntryValue("tenant")));
    }

    @Test
    void strangersBeginATraceOfTheirOwn() {
        tracing = tracing.trusting(r -> r.client().startsWith("10."));
        RequestBuilder request = MemoryRequest.builder().header("traceparent", PARENT);
        SpanData stranger = serve(request.remoteAddress(new InetSocketAddress("203.0.113.77", 1)), (_, _) -> {});
        assertNotEquals(TRACE, stranger.getTraceId());
        spans.reset();
        assertEquals(
                TRACE,
                serve(request.remoteAddress(new InetSocketAddress("10.0.0.1", 1)), (_, _) -> {})
                        .getTraceId());
    }

    @Test
    void theCallersWordOnSamplingIsTaken() {
        ResponseRecorder.serve(
                tracing.wrap((_, r) -> {
                    assertEquals(TRACE, OpenTelemetryTracing.traceId(r).orElseThrow());
                    assertFalse(Span.current().isRecording());
                }),
                MemoryRequest.builder()
                        .header("traceparent", PARENT.replace("-01", "-00"))
                        .build());
        assertEquals(List.of(), spans.getFinishedSpanItems());
    }

    @Test
    void aLibraryThatIsNotSetUpCostsNothing() {
        ResponseRecorder.serve(
                        new OpenTelemetryTracing(OpenTelemetry.noop())
                                .wrap((_, r) -> assertTrue(
                                        OpenTelemetryTracing.traceId(r).isEmpty())),
                        MemoryRequest.builder().build())
                .assertStatus(200);
    }

    // ---- where it is current

    @Test
    void theSpanIsCurrentInTheHandlerAndNotAfterIt() {
        String[] seen = new String[2];
        SpanData span = serve(MemoryRequest.builder(), (w, r) -> {
            seen[0] = Span.current().getSpanContext().getSpanId();
            assertEquals(seen[0], OpenTelemetryTracing.spanId(r).orElseThrow());
            w.onEnd(_ -> seen[1] = Span.current().getSpanContext().getSpanId());
        });
        assertEquals(span.getSpanId(), seen[0]);
        assertEquals(Span.getInvalid().getSpanContext().getSpanId(), seen[1]);
        assertEquals(Context.root(), Context.current());
    }

    @Test
    void aThreadOfTheHandlersOwnHasItWhereItIsGiven() {
        String[] seen = new String[2];
        SpanData span = serve(MemoryRequest.builder(), (_, r) -> {
            seen[0] = elsewhere(
                    Context.root(), () -> Span.current().getSpanContext().getSpanId());
            seen[1] = elsewhere(
                    r.attribute(OpenTelemetryTracing.KEY).orElseThrow(),
                    () -> Span.current().getSpanContext().getSpanId());
        });
        assertEquals("0000000000000000", seen[0]);
        assertEquals(span.getSpanId(), seen[1]);
    }

    private static String elsewhere(Context context, java.util.concurrent.Callable<String> task) throws Exception {
        FutureTask<String> future = new FutureTask<>(context.wrap(task));
        Thread.ofVirtual().start(future);
        return future.get();
    }

    // ---- with a server

    @Test
    void aRequestThatNoHandlerSeesHasASpanToo() throws Exception {
        ask(
                (w, _) -> w.write("hello"),
                AccessLog.builder().output(new ByteArrayOutputStream()).build(),
                "GET / HTTP/1.1\r\n\r\n");
        SpanData span = span();
        assertEquals("HTTP", span.getName());
        assertEquals("refused", span.getAttributes().get(AttributeKey.stringKey("error.type")));
        assertEquals(400, span.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
        assertEquals("UNSET", span.getStatus().getStatusCode().name());
        assertTrue(span.getEndEpochNanos() >= span.getStartEpochNanos());
    }

    @Test
    void linesOfTheLogHaveTheTrace() throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        AccessLog log = AccessLog.builder()
                .format(AccessLog.Format.JSON)
                .fields()
                .field("trace_id", OpenTelemetryTracing::traceId)
                .field("span_id", OpenTelemetryTracing::spanId)
                .output(lines)
                .build();
        Handler hello = (w, _) -> w.write("hello");
        ask(
                log.wrap(hello),
                log,
                "GET / HTTP/1.1\r\nHost: h\r\ntraceparent: " + PARENT + "\r\nConnection: close\r\n\r\n");
        assertEquals(
                "{\"trace_id\":\"" + TRACE + "\",\"span_id\":\"" + span().getSpanId() + "\"}\n",
                lines.toString(StandardCharsets.US_ASCII));
    }

    private void ask(Handler handler, AccessLog log, String request) throws Exception {
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(tracing.wrap(handler))
                .requestListener(tracing)
                .requestListener(log)
                .build()) {
            server.start();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertTrue(socket.getInputStream().readAllBytes().length > 0);
            }
            server.shutdown(Duration.ofSeconds(60));
        }
        log.close();
    }

    /** A request as a program has it outside of the middleware. */
    @Test
    void outsideOfItThereIsNoTrace() {
        Request r = MemoryRequest.builder().build();
        assertTrue(OpenTelemetryTracing.traceId(r).isEmpty()
                && OpenTelemetryTracing.spanId(r).isEmpty());
    }
}
