/** Ready-made handlers for what nearly every server needs: files, events, health, redirects and path prefixes. */
module dev.weir.handlers {
    requires transitive dev.weir.http.api;
    requires static org.jspecify;

    exports dev.weir.handlers;
}
