import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.tls.spi {
    exports dev.weir.tls.spi;
    exports dev.weir.tls.spi.jsse;

    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.mockito;

    uses TlsProvider;

    provides TlsProvider with
            JsseProvider;
}
