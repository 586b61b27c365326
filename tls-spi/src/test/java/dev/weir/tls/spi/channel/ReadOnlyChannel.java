package dev.weir.tls.spi.channel;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A channel below whose peer gets nothing: a test of reading has failed where something is written. */
abstract class ReadOnlyChannel implements ByteChannel {
    @Override
    public final int write(ByteBuffer src) {
        throw new AssertionError("nothing is written");
    }

    @Override
    public final boolean isOpen() {
        return true;
    }

    @Override
    public final void close() {}
}
