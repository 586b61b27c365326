/** The metrics of {@code dev.weir.observe} in a registry of Micrometer. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has a name, and no descriptor
module dev.weir.observe.micrometer {
    requires static org.jspecify;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive dev.weir.observe;
    requires transitive micrometer.core;

    exports dev.weir.observe.micrometer;
}
