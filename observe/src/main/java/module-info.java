/** What a server does, for those who run it: a log of its requests, and metrics of it. */
@SuppressWarnings("module") // the modules named here are compiled after this one, so javac does not know their names
module dev.weir.observe {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static org.jspecify;
    requires transitive org.slf4j;

    exports dev.weir.observe;
    exports dev.weir.observe.internal to
            dev.weir.observe.micrometer,
            dev.weir.observe.opentelemetry;
}
