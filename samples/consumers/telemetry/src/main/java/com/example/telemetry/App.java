package com.example.telemetry;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.observe.micrometer.MicrometerMetrics;
import dev.weir.observe.opentelemetry.OpenTelemetryTracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.logging.LoggingSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

/** Spans go to the log, metrics to a registry that the program shows itself. */
public final class App {
    private App() {}

    /** Serves on the port that is given. */
    public static void main(String[] args) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        MicrometerMetrics metrics = new MicrometerMetrics(registry);
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(LoggingSpanExporter.create()))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        OpenTelemetryTracing tracing = new OpenTelemetryTracing(sdk);

        ServeMux mux = new ServeMux();
        mux.handle(
                "GET /trace", (w, _) -> w.write(Span.current().getSpanContext().getTraceId()));
        mux.handle(
                "GET /count",
                (w, _) -> w.write("requests: "
                        + registry.get("http.server.request.duration")
                                .tag("http.route", "/trace")
                                .timer()
                                .count()));
        Server server = Server.builder()
                .address("127.0.0.1:" + args[0])
                .handler(tracing.wrap(mux))
                .requestListener(tracing)
                .requestListener(metrics)
                .connectionListener(metrics)
                .build();
        metrics.watch(server);
        server.listenAndServe();
    }
}
