/** The HTTP/2 engine. */
module dev.weir.http2 {
    requires dev.weir.http.core;
    requires dev.weir.hpack;
}
