/**
 * Runnable programs: the demo that every test, benchmark and reader uses, a bare echo for protocol probes, and the
 * launcher that starts them. The demo's routes can be used alone: {@link dev.weir.samples.DemoHandlers}.
 */
module dev.weir.samples {
    requires transitive dev.weir;
    requires dev.weir.sessions;
    requires dev.weir.websocket;
    requires jdk.unsupported;
    requires static org.jspecify;

    exports dev.weir.samples;
}
