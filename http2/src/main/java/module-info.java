/** The HTTP/2 engine. */
@SuppressWarnings("module") // the digit at the end is the protocol's
module dev.weir.http2 {
    requires dev.weir.http.core;
    requires dev.weir.hpack;
}
