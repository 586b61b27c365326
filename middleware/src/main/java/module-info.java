/**
 * Middleware that services need: compression, limits, authentication, CORS and what else stands around handlers.
 * Further content codings are services.
 */
@SuppressWarnings("module") // the modules named here are compiled after this one, so javac does not know their names
module dev.weir.middleware {
    requires static org.jspecify;
    requires transitive dev.weir.http.api;

    exports dev.weir.middleware;
    exports dev.weir.middleware.internal to
            dev.weir.compress.brotli,
            dev.weir.compress.zstd;
    exports dev.weir.middleware.spi;

    uses dev.weir.middleware.spi.ContentCoding;
}
