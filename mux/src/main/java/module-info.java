/**
 * {@link dev.weir.mux.ServeMux}, the handler that chooses a handler: by method, host and path, whatever the order in
 * which the patterns were registered.
 */
module dev.weir.mux {
    requires transitive dev.weir.http.api;
    requires static org.jspecify;

    exports dev.weir.mux;
}
