/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.middleware {
    exports dev.weir.middleware;
    exports dev.weir.middleware.spi;

    uses dev.weir.middleware.spi.ContentCoding;

    requires transitive dev.weir.http.api;
    requires static org.jspecify;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.core;
    requires dev.weir.http.testkit;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
