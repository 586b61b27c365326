import dev.weir.tls.bouncycastle.BouncyCastleTlsProvider;
import dev.weir.tls.spi.TlsProvider;

/** TLS by Bouncy Castle, with the post-quantum groups that the JDK does not have yet. */
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
