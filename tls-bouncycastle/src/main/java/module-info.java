import dev.weir.tls.bouncycastle.BouncyCastleTlsProvider;
import dev.weir.tls.spi.TlsProvider;

/** A TLS provider on Bouncy Castle, with post-quantum key exchange groups, which the JDK lacks. */
module dev.weir.tls.bouncycastle {
    exports dev.weir.tls.bouncycastle;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires java.logging;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;

    provides TlsProvider with
            BouncyCastleTlsProvider;
}
