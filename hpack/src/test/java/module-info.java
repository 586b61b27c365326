/** The codec with its tests. */
@SuppressWarnings({"module", "requires-automatic"}) // Netty's modules have a name, and no descriptor
open module dev.weir.hpack {
    requires static org.jspecify;
    requires dev.weir.corpus.testkit;
    requires io.netty.buffer;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires java.compiler;
    requires jdk.management;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports dev.weir.hpack;
}
