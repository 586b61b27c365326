/** Traces by OpenTelemetry, and the metrics of {@code dev.weir.observe} by its API. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // OpenTelemetry has names, and no descriptors
module dev.weir.observe.opentelemetry {
    requires static org.jspecify;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive dev.weir.observe;
    requires transitive io.opentelemetry.api;
    requires transitive io.opentelemetry.context;

    exports dev.weir.observe.opentelemetry;
}
