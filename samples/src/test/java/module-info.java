/** The programs with their tests. */
open module dev.weir.samples {
    requires transitive dev.weir;
    requires dev.weir.websocket;
    requires static org.jspecify;
    // For the pieces of Java on the pages.
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports dev.weir.samples;
}
