package dev.weir.tls.testkit;

import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/** The contract, kept by the built-in provider. */
class JsseProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new JsseProvider();
    }
}
