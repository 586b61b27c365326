import dev.weir.compress.zstd.ZstdCoding;
import dev.weir.middleware.spi.ContentCoding;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.compress.zstd {
    exports dev.weir.compress.zstd;

    requires transitive dev.weir.middleware;
    requires static org.jspecify;
    requires com.github.luben.zstd_jni;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    provides ContentCoding with
            ZstdCoding;
}
