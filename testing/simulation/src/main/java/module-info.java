/** The engines over a simulated network and clock; the tests of this module hold all of it. */
@SuppressWarnings("module") // the digits at the end are the protocols'
module dev.weir.simulation {
    requires dev.weir.hpack;
    requires dev.weir.http1;
    requires dev.weir.http2;
    requires dev.weir.websocket;
}
