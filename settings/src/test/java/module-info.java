/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("module") // the digits at the end of names are the protocols'
open module dev.weir.settings {
    exports dev.weir.settings;

    requires transitive dev.weir.http.core;
    requires dev.weir.http1;
    requires dev.weir.http2;
    requires dev.weir.tls.testkit;
    requires static org.jspecify;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
