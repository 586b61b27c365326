import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http1.Http1Provider;

/** The engine with its tests. */
@SuppressWarnings("module") // the digit at the end is the protocol's
open module dev.weir.http1 {
    requires dev.weir.corpus.testkit;
    requires dev.weir.engine.testkit;
    requires dev.weir.http.core;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    provides ProtocolProvider with
            Http1Provider;
}
