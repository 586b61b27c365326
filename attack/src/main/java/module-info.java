/** Attacks on a running server, and the clients that are harmed or not; for Weir's own tests. */
module dev.weir.attack {
    requires transitive dev.weir;
    requires dev.weir.hpack;
    requires dev.weir.samples;
}
