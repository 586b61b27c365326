import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/**
 * TLS as a server needs it: its configuration, the SPI that a provider of TLS implements, a blocking channel over such a
 * provider, and the provider that is built in, on the JDK's own TLS.
 */
module dev.weir.tls.spi {
    exports dev.weir.tls.spi;
    exports dev.weir.tls.spi.jsse;

    uses TlsProvider;

    provides TlsProvider with
            JsseProvider;
}
