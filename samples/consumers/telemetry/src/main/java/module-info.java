/** A program with Micrometer and OpenTelemetry, on the module path, where their jars are automatic modules. */
module com.example.telemetry {
    requires dev.weir;
    requires dev.weir.observe.micrometer;
    requires dev.weir.observe.opentelemetry;
    requires io.opentelemetry.exporter.logging;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.trace;
}
