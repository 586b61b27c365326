/**
 * What a handler is written against: {@link dev.weir.http.api.Handler}, {@link dev.weir.http.api.Request},
 * {@link dev.weir.http.api.ResponseWriter} and the values around them. Nothing here knows a socket.
 */
@SuppressWarnings("module") // the modules named here are compiled after this one, so javac does not know their names
module dev.weir.http.api {
    requires static org.jspecify;

    exports dev.weir.http.api;
    exports dev.weir.http.api.internal to
            dev.weir.handlers,
            dev.weir.http.core,
            dev.weir.http.testkit,
            dev.weir.http1,
            dev.weir.http2,
            dev.weir.middleware,
            dev.weir.mux,
            dev.weir.websocket;
}
