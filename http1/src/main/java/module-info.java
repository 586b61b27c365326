import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http1.Http1Provider;

/** The HTTP/1.0 and 1.1 engine (RFC 9112), found by the server through its provider. */
@SuppressWarnings("module") // the digit at the end is the protocol's
module dev.weir.http1 {
    requires dev.weir.http.core;
    requires static org.jspecify;

    provides ProtocolProvider with
            Http1Provider;
}
