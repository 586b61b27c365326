package dev.weir.tls.testkit;

import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/** The contract of providers, for the built-in one. */
class JsseProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new JsseProvider();
    }
}
