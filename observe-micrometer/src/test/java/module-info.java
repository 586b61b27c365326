/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has a name, and no descriptor
open module dev.weir.observe.micrometer {
    exports dev.weir.observe.micrometer;

    requires static org.jspecify;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive dev.weir.observe;
    requires transitive micrometer.core;
    requires dev.weir.http.testkit;
    requires dev.weir.http1;
    requires micrometer.registry.prometheus;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
