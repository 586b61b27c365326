package dev.weir.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.concurrent.TimeUnit;

/** What the answers from Netty are made of, with either protocol. */
final class NettyContent {
    static final AsciiString TEXT = AsciiString.cached("text/plain");

    /** Written once a second by an event loop. Netty sends no date of its own, but all the others do. */
    private static volatile AsciiString date = now();

    private static final NettyContent PLAIN = new NettyContent(Life.CONTENT.getBytes(StandardCharsets.US_ASCII));
    private static final NettyContent BODY = new NettyContent(Life.body());

    private final ByteBuf bytes;
    private final AsciiString length;

    private NettyContent(byte[] content) {
        // Outside of the heap, so that it need not be copied for each write.
        bytes = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(content.length).writeBytes(content).asReadOnly());
        length = AsciiString.cached(Integer.toString(content.length));
    }

    static void startClock(EventLoopGroup group) {
        group.scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
    }

    static AsciiString date() {
        return date;
    }

    private static AsciiString now() {
        return new AsciiString(DateFormatter.format(new Date()));
    }

    /** What is at a path, or null. */
    static NettyContent at(CharSequence path) {
        if (Life.PATH.contentEquals(path)) {
            return PLAIN;
        }
        return Life.BODY_PATH.contentEquals(path) ? BODY : Bytes.at(path);
    }

    /** Made when it is asked for, as other workloads would start later with it. */
    private static final class Bytes {
        private static final AsciiString[] PATHS = Life.LENGTHS.stream()
                .map(Life::bytesPath)
                .map(AsciiString::cached)
                .toArray(AsciiString[]::new);
        private static final NettyContent[] ALL =
                Life.LENGTHS.stream().map(Life::content).map(NettyContent::new).toArray(NettyContent[]::new);

        static NettyContent at(CharSequence path) {
            for (int i = 0; i < PATHS.length; i++) {
                if (PATHS[i].contentEquals(path)) {
                    return ALL[i];
                }
            }
            return null;
        }
    }

    /** The content, at its beginning. */
    ByteBuf bytes() {
        return bytes.duplicate();
    }

    AsciiString length() {
        return length;
    }
}
