/** Attacks on a running server, with the tests that say what it answers. */
open module dev.weir.attack {
    requires transitive dev.weir;
    requires transitive dev.weir.wire.testkit;
    requires dev.weir.samples;
    requires dev.weir.tls.openssl;
    requires dev.weir.tls.testkit;
    requires dev.weir.websocket;
    requires jdk.management;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports dev.weir.attack;
}
