import dev.weir.http.core.spi.ProtocolProvider;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.http.testkit {
    exports dev.weir.http.testkit;

    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static org.jspecify;
    requires dev.weir.http1;
    requires java.logging;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses ProtocolProvider;
}
