/**
 * Middleware that services need: compression, limits, authentication, CORS and what else stands around handlers. Further
 * content codings are services.
 */
module dev.weir.middleware {
    requires static org.jspecify;
    requires transitive dev.weir.http.api;

    exports dev.weir.middleware;
    exports dev.weir.middleware.spi;

    uses dev.weir.middleware.spi.ContentCoding;
}
