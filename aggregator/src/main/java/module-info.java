/** The usual set of Weir's modules in one: {@code requires dev.weir} or {@code import module dev.weir}. */
module dev.weir {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive dev.weir.http1;
    requires transitive dev.weir.http2;
    requires transitive dev.weir.mux;
    requires transitive dev.weir.handlers;
    requires transitive dev.weir.middleware;
    requires transitive dev.weir.observe;
    requires transitive dev.weir.settings;
}
