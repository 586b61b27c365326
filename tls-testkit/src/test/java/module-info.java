/** The module as its tests see it. */
open module dev.weir.tls.testkit {
    exports dev.weir.tls.testkit;

    requires transitive dev.weir.tls.spi;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
