/** A server and a connection in memory, for engines that are tested or measured; for Weir's own use. */
module dev.weir.engine.testkit {
    requires transitive dev.weir.http.core;

    exports dev.weir.engine.testkit;
}
