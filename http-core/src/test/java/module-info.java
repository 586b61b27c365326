import dev.weir.http.core.spi.ProtocolProvider;

/** The server with its tests. */
@SuppressWarnings("module") // the engines are compiled after this module, so javac does not know their names here
open module dev.weir.http.core {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires org.slf4j;
    requires dev.weir.corpus.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.mockito;

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
