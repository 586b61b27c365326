package dev.weir.tls.bouncycastle;

import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.testkit.TlsProviderContract;

/** The contract, kept by Bouncy Castle. */
class BouncyCastleTlsProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new BouncyCastleTlsProvider();
    }
}
