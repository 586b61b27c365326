package dev.weir.tls.spi;

import dev.weir.tls.spi.internal.JsseProvider;

/** The contract, kept by the built-in provider. */
class JsseProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new JsseProvider();
    }
}
