import dev.weir.tls.bouncycastle.BouncyCastleTlsProvider;
import dev.weir.tls.spi.TlsProvider;

/** The module as its tests see it. */
open module dev.weir.tls.bouncycastle {
    exports dev.weir.tls.bouncycastle;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires dev.weir.tls.testkit;
    requires java.logging;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses TlsProvider;

    provides TlsProvider with
            BouncyCastleTlsProvider;
}
