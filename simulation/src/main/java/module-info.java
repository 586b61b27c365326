/** The engines over a simulated network and clock; the tests of this module hold all of it. */
module dev.weir.simulation {
    requires dev.weir.http1;
    requires dev.weir.http2;
}
