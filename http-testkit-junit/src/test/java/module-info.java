/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.http.testkit.junit {
    exports dev.weir.http.testkit.junit;

    requires transitive dev.weir.http.testkit;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires dev.weir;
    requires dev.weir.websocket;
    requires org.junit.jupiter.params;
    requires org.junit.platform.launcher;
}
