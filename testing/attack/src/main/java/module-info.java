/** Attacks on a running server, and the clients that are harmed or not; for Weir's own tests. */
module dev.weir.attack {
    requires transitive dev.weir;
    requires transitive dev.weir.wire.testkit;
    requires dev.weir.samples;
    requires jdk.management;

    exports dev.weir.attack;
}
