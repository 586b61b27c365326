/** The HPACK codec (RFC 7541), which needs {@code java.base} alone. */
module dev.weir.hpack {
    requires static org.jspecify;

    exports dev.weir.hpack;
}
