/** Tests over the wire; there is no code in it. */
module dev.weir.conformance {
    requires dev.weir.samples;
}
