import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.jsse.JsseProvider;

/**
 * TLS for servers: the configuration, the SPI for providers, a blocking channel over a provider, and the built-in
 * provider on the JDK's TLS.
 */
@SuppressWarnings("module") // the modules of the qualified exports are compiled later, so javac does not know them
module dev.weir.tls.spi {
    requires static org.jspecify;

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
