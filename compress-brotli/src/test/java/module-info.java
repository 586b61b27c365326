import dev.weir.compress.brotli.BrotliCoding;
import dev.weir.middleware.spi.ContentCoding;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.compress.brotli {
    exports dev.weir.compress.brotli;

    requires transitive dev.weir.middleware;
    requires static org.jspecify;
    requires com.aayushatharva.brotli4j;
    requires com.aayushatharva.brotli4j.linux.x86_64;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    provides ContentCoding with
            BrotliCoding;
}
