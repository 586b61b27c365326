/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.sessions {
    exports dev.weir.sessions;

    requires transitive dev.weir.http.api;
    requires static org.jspecify;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.testkit;
    requires dev.weir.http1;
    requires dev.weir.http2;
    requires dev.weir.tls.testkit;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
