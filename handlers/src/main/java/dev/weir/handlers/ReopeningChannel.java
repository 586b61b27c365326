package dev.weir.handlers;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to be read at any position, over a file system whose channels know but one, as those of a runtime image do: goes
 * on by reading, and back by opening the file once more. Used by one thread.
 */
final class ReopeningChannel implements SeekableByteChannel {
    private static final int SKIPPED_AT_ONCE = 8 << 10;

    private final Path file;
    private SeekableByteChannel channel;
    /** Where the channel stands. */
    private long reached;
    /** Where the next read begins. */
    private long position;

    ReopeningChannel(Path file, SeekableByteChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (position >= size()) {
            return -1;
        }
        reach();
        int n = channel.read(into);
        if (n > 0) {
            reached += n;
            position = reached;
        }
        return n;
    }

    private void reach() throws IOException {
        if (position < reached) {
            channel.close();
            channel = Files.newByteChannel(file);
            reached = 0;
        }
        if (position == reached) {
            return;
        }
        ByteBuffer skipped = ByteBuffer.allocate((int) Math.min(SKIPPED_AT_ONCE, position - reached));
        while (reached < position) {
            int n = channel.read(skipped.clear().limit((int) Math.min(skipped.capacity(), position - reached)));
            if (n < 0) {
                throw new EOFException(file + " ends at " + reached);
            }
            reached += n;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("before the start: " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
