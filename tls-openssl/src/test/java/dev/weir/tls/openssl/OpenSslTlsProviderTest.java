package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.testkit.TlsProviderContract;

/** The contract of providers, for the JDK's TLS with OpenSSL's keys. */
class OpenSslTlsProviderTest extends TlsProviderContract {
    @Override
    protected TlsProvider provider() {
        return new OpenSslTlsProvider();
    }
}
