package dev.weir.tls.bouncycastle;

import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.testkit.TlsProviderContract;

/** The contract of providers, for Bouncy Castle. */
class BouncyCastleTlsProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new BouncyCastleTlsProvider();
    }
}
