/** The HPACK codec (RFC 7541), of use to anyone: it needs nothing but {@code java.base}. */
module dev.weir.hpack {
    exports dev.weir.hpack;
}
