/** The HPACK codec (RFC 7541), of use to anyone: it needs nothing but {@code java.base}. */
module dev.weir.hpack {
    requires static org.jspecify;

    exports dev.weir.hpack;
}
