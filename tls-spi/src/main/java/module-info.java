import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/**
 * TLS as a server needs it: its configuration, the SPI that a provider of TLS implements, a blocking channel over such a
 * provider, and the provider that is built in, on the JDK's own TLS.
 */
@SuppressWarnings("module") // those modules are compiled after this one, so javac does not know their names here
module dev.weir.tls.spi {
    exports dev.weir.tls.spi;
    exports dev.weir.tls.spi.jsse;
    exports dev.weir.tls.spi.channel to
            dev.weir.http.core,
            dev.weir.tls.testkit;
    exports dev.weir.tls.spi.handshake to
            dev.weir.http2;

    uses TlsProvider;

    provides TlsProvider with
            JsseProvider;
}
