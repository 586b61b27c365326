/** The HPACK codec (RFC 7541). */
module dev.weir.hpack {}
