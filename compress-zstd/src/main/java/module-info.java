import dev.weir.compress.zstd.ZstdCoding;
import dev.weir.middleware.spi.ContentCoding;

/** The content coding zstd (RFC 8878), by zstd-jni. */
module dev.weir.compress.zstd {
    exports dev.weir.compress.zstd;

    requires transitive dev.weir.middleware;
    requires static org.jspecify;
    requires com.github.luben.zstd_jni;

    provides ContentCoding with
            ZstdCoding;
}
