import dev.weir.tls.openssl.OpenSslTlsProvider;
import dev.weir.tls.spi.TlsProvider;

/** The module as its tests see it. */
open module dev.weir.tls.openssl {
    exports dev.weir.tls.openssl;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires dev.weir.tls.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.slf4j;

    uses TlsProvider;

    provides TlsProvider with
            OpenSslTlsProvider;
}
