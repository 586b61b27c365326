import dev.weir.http.core.spi.ProtocolProvider;

/**
 * The server: its configuration, listeners, the life of a connection, its deadlines, TLS, the choice of a protocol and
 * graceful shutdown. It knows no protocol itself; engines are found through
 * {@link dev.weir.http.core.spi.ProtocolProvider}.
 */
@SuppressWarnings("module") // the engines are compiled after this module, so javac does not know their names here
module dev.weir.http.core {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.weir.http.core;
    exports dev.weir.http.core.exchange;
    exports dev.weir.http.core.spi;
    exports dev.weir.http.core.request to
            dev.weir.http1,
            dev.weir.http2;
    exports dev.weir.http.core.support to
            dev.weir.http1,
            dev.weir.http2;

    uses ProtocolProvider;
}
