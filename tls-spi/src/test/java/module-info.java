import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("module") // those modules are compiled after this one, so javac does not know their names here
open module dev.weir.tls.spi {
    exports dev.weir.tls.spi;
    exports dev.weir.tls.spi.jsse;
    exports dev.weir.tls.spi.channel to
            dev.weir.http.core,
            dev.weir.tls.testkit;
    exports dev.weir.tls.spi.handshake to
            dev.weir.http2;

    requires static org.jspecify;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.mockito;

    uses TlsProvider;

    provides TlsProvider with
            JsseProvider;
}
