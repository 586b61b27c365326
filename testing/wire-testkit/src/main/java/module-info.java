/** Clients that send any bytes and frames, and what tests ask of a running server; for Weir's own tests. */
module dev.weir.wire.testkit {
    requires transitive dev.weir.hpack;
    requires transitive dev.weir.http.core;

    exports dev.weir.wire.testkit;
}
