package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.observe.AccessLog;
import dev.weir.observe.LogField;
import dev.weir.observe.Metrics;
import dev.weir.observe.micrometer.MicrometerMetrics;
import dev.weir.observe.opentelemetry.OpenTelemetryMetrics;
import dev.weir.observe.opentelemetry.OpenTelemetryTracing;
import dev.weir.wire.testkit.Servers;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All that look at a server, and what each says of the only request that it has had. */
final class Witnesses implements AutoCloseable {
    private static final String NAME = "http_server_request_duration_seconds_count";
    /** What all of them say of a request, by the names of OpenTelemetry's conventions. */
    private static final List<String> SAID = List.of(
            "http.request.method",
            "http.route",
            "http.response.status_code",
            "error.type",
            "network.protocol.version",
            "url.scheme");

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final AccessLog log;
    private final Metrics metrics = new Metrics();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMetrics micrometer = new MicrometerMetrics(registry);
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final OpenTelemetryTracing tracing = new OpenTelemetryTracing(sdk);
    private final OpenTelemetryMetrics telemetry = new OpenTelemetryMetrics(sdk);

    /** The span that was current in the handler; empty where none ran. */
    private volatile String current = "";

    Witnesses() throws IOException {
        log = AccessLog.builder()
                .format(AccessLog.Format.JSON)
                .fields(
                        LogField.METHOD,
                        LogField.SCHEME,
                        LogField.PROTOCOL,
                        LogField.ROUTE,
                        LogField.STATUS,
                        LogField.OUTCOME,
                        LogField.ERROR)
                .field("span_id", OpenTelemetryTracing::spanId)
                .output(lines)
                .build();
    }

    Handler around(Handler site) {
        return tracing.then(log).wrap((w, r) -> {
            current = Span.current().getSpanContext().getSpanId();
            site.serve(w, r);
        });
    }

    ServerBuilder listen(ServerBuilder builder) {
        // The log is the last, so that all have heard of a request whose line is there.
        return builder.requestListener(metrics)
                .requestListener(micrometer)
                .requestListener(telemetry)
                .requestListener(tracing)
                .requestListener(log)
                .connectionListener(metrics)
                .connectionListener(micrometer)
                .connectionListener(telemetry);
    }

    void watch(Server server) {
        metrics.watch(server).watch(log);
        micrometer.watch(server).watch(log);
        telemetry.watch(server).watch(log);
    }

    /**
     * Waits for the only request to be over, and has all say the same of it.
     *
     * @param expected method, route, status, outcome, error; a dash for what is not there
     */
    void check(String name, String version, String expected) {
        Servers.await(() -> log.written() == 1, () -> name + ": no line");
        List<String> logged = lines.toString(StandardCharsets.US_ASCII).lines().toList();
        assertEquals(1, logged.size(), name);
        String line = logged.getFirst();
        String[] parts = expected.split(" ");
        assertEquals(parts[3], member(line, "weir.outcome"), line);
        String account = parts[0] + " " + parts[1] + " " + (parts[2].equals("0") ? "-" : parts[2]) + " " + parts[4]
                + " " + version + " " + dash(member(line, "url.scheme"));

        Map<String, String> accounts = new LinkedHashMap<>();
        accounts.put("log", ofLog(line));
        accounts.put("metrics", ofMetrics());
        accounts.put("micrometer", ofMicrometer());
        accounts.put("metrics of OpenTelemetry", ofTelemetry());
        accounts.put("trace", ofTrace());
        Map<String, String> agreed = new LinkedHashMap<>(accounts);
        agreed.replaceAll((_, _) -> account);
        assertEquals(agreed, accounts, name);
        checkSpan(line, parts);
    }

    private static String dash(String value) {
        return value.isEmpty() ? "-" : value;
    }

    private static String account(UnaryOperator<String> said) {
        List<String> words = new ArrayList<>();
        for (String what : SAID) {
            words.add(dash(said.apply(what)));
        }
        return String.join(" ", words);
    }

    /** Lines have a method as it was sent; what is counted is what is known. */
    private static String ofLog(String line) {
        return account(what -> {
            String value = member(line, what);
            boolean unknown = what.equals("http.request.method") && (value.isEmpty() || value.equals("BREW"));
            return unknown ? "_OTHER" : value;
        });
    }

    private String ofMetrics() {
        List<String> samples = scrape().filter(l -> l.startsWith(NAME)).toList();
        assertEquals(1, samples.size(), samples::toString);
        String sample = samples.getFirst();
        assertEquals("1", sample.substring(sample.lastIndexOf(' ') + 1), sample);
        return account(what -> {
            String label = what.replace('.', '_') + "=\"";
            int from = sample.indexOf(label) + label.length();
            return sample.substring(from, sample.indexOf('"', from));
        });
    }

    private String ofMicrometer() {
        Timer timer = registry.get("http.server.request.duration").timer();
        assertEquals(1, timer.count());
        return account(what -> {
            String value = String.valueOf(timer.getId().getTag(what));
            return value.equals("none") ? "" : value;
        });
    }

    private String ofTelemetry() {
        List<HistogramPointData> points = reader.collectAllMetrics().stream()
                .filter(m -> m.getName().equals("http.server.request.duration"))
                .flatMap(m -> m.getHistogramData().getPoints().stream())
                .toList();
        assertEquals(1, points.size(), points::toString);
        assertEquals(1, points.getFirst().getCount());
        return account(points.getFirst().getAttributes());
    }

    private String ofTrace() {
        return account(span().getAttributes());
    }

    private SpanData span() {
        assertEquals(1, spans.getFinishedSpanItems().size());
        return spans.getFinishedSpanItems().getFirst();
    }

    private static String account(Attributes attributes) {
        return account(what -> {
            Object value = what.equals("http.response.status_code")
                    ? attributes.get(AttributeKey.longKey(what))
                    : attributes.get(AttributeKey.stringKey(what));
            return value == null ? "" : value.toString();
        });
    }

    /** The name of the span, whether it is an error, and that handler and line have it wherever a handler ran. */
    private void checkSpan(String line, String[] parts) {
        SpanData span = span();
        String method = parts[0].equals("_OTHER") ? "HTTP" : parts[0];
        assertEquals(parts[1].equals("-") ? method : method + " " + parts[1], span.getName());
        boolean error = !parts[4].equals("-") && !parts[4].equals("refused");
        assertEquals(error ? "ERROR" : "UNSET", span.getStatus().getStatusCode().name());
        String handled = parts[3].equals("refused") ? "" : span.getSpanId();
        assertEquals(handled, current);
        assertEquals(handled, member(line, "span_id"));
    }

    /** Returns a member's value as text; empty where it is not there. */
    private static String member(String line, String name) {
        int at = line.indexOf("\"" + name + "\":");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 3;
        int end = from;
        while (line.charAt(end) != ',' && line.charAt(end) != '}') {
            end++;
        }
        return line.substring(from, end).replace("\"", "");
    }

    private Stream<String> scrape() {
        return ResponseRecorder.serve(metrics.handler(), MemoryRequest.builder().build())
                .contentText()
                .lines();
    }

    /** Waits for the only connection to be closed, and has all have counted it. */
    void checkConnection(String alpn, String name) {
        Servers.await(
                () -> scrape().anyMatch(("weir_connections_open{protocol=\"" + alpn + "\"} 0")::equals)
                        && registry.get("weir.connections.open").gauge().value() == 0
                        && connections("weir.connections.open") == 0,
                () -> name + ": "
                        + scrape().filter(l -> l.startsWith("weir_connections")).toList());
        assertEquals(
                List.of("weir_connections_served_total{protocol=\"" + alpn + "\"} 1"),
                scrape().filter(l -> l.startsWith("weir_connections_served_total"))
                        .toList());
        assertEquals(
                1,
                registry.get("weir.connections.served")
                        .tag("protocol", alpn)
                        .counter()
                        .count());
        assertEquals(1, connections("weir.connections.served"));
    }

    private long connections(String metric) {
        return reader.collectAllMetrics().stream()
                .filter(m -> m.getName().equals(metric))
                .flatMap(m -> m.getLongSumData().getPoints().stream())
                .mapToLong(p -> p.getValue())
                .sum();
    }

    @Override
    public void close() throws IOException {
        log.close();
        sdk.close();
    }
}
