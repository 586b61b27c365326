import dev.weir.tls.openssl.OpenSslTlsProvider;
import dev.weir.tls.spi.TlsProvider;

/** A TLS provider that is the JDK's, with its signatures and key exchanges computed by OpenSSL's libcrypto. */
module dev.weir.tls.openssl {
    exports dev.weir.tls.openssl;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires org.slf4j;

    provides TlsProvider with
            OpenSslTlsProvider;
}
