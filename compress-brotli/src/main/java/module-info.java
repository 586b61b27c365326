import dev.weir.compress.brotli.BrotliCoding;
import dev.weir.middleware.spi.ContentCoding;

/** The content coding brotli (RFC 7932), by brotli4j. */
module dev.weir.compress.brotli {
    exports dev.weir.compress.brotli;

    requires transitive dev.weir.middleware;
    requires static org.jspecify;
    requires com.aayushatharva.brotli4j;

    provides ContentCoding with
            BrotliCoding;
}
