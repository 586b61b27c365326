/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // OpenTelemetry has names, and no descriptors
open module dev.weir.observe.opentelemetry {
    exports dev.weir.observe.opentelemetry;

    requires static org.jspecify;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive dev.weir.observe;
    requires transitive io.opentelemetry.api;
    requires transitive io.opentelemetry.context;
    requires dev.weir.http.testkit;
    requires dev.weir.http1;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk.testing;
    requires io.opentelemetry.sdk.trace;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
