/** What a server does, for those who run it: a log of its requests, and metrics of it. */
module dev.weir.observe {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static org.jspecify;
    requires transitive org.slf4j;

    exports dev.weir.observe;
}
