/**
 * The contract test of TLS providers: to test one, extend {@link dev.weir.tls.testkit.TlsProviderContract}.
 */
module dev.weir.tls.testkit {
    exports dev.weir.tls.testkit;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    opens dev.weir.tls.testkit;
}
