/**
 * Tests of handlers without a network: {@link dev.weir.http.testkit.MemoryRequest} is what a handler is asked, and
 * {@link dev.weir.http.testkit.ResponseRecorder} what the client would get of a server.
 */
module dev.weir.http.testkit {
    requires transitive dev.weir.http.core;

    exports dev.weir.http.testkit;
}
