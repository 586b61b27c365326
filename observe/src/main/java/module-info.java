/**
 * What a server does, for those who run it: a log of its requests, metrics of it, and a live page.
 *
 * <p>Where {@code java.management} is there metrics have collections of garbage, and where {@code jdk.jfr} is the page makes flight
 * recordings; neither is required.
 */
@SuppressWarnings("module") // the modules named here are compiled after this one, so javac does not know their names
module dev.weir.observe {
    requires transitive dev.weir.handlers;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires transitive org.slf4j;

    exports dev.weir.observe;
    exports dev.weir.observe.internal to
            dev.weir.observe.micrometer,
            dev.weir.observe.opentelemetry;
}
