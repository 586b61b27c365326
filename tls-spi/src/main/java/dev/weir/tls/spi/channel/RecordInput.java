package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The received records that are not unwrapped yet, in a buffer that is small while the connection waits.
 *
 * <p><b>Threads.</b> For the reading thread.
 */
final class RecordInput {
    /** The buffer size of a waiting connection. */
    private static final int SMALL = 1024;

    static final String NO_MEMORY = "no memory is left for the data that the peer sends";

    private static final int HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    /** The buffer for an incomplete record is at most this many times the part received. */
    private static final int GROWTH = 4;

    private static final int MAJOR_VERSION = 3;

    private final ByteChannel channel;
    private final TlsEngine engine;
    private final IntPredicate memory;

    private ByteBuffer received = ByteBuffer.allocate(SMALL).flip();
    /** Whether the last read filled its buffer, so that more is likely to be there. */
    private boolean moreLikely;

    /**
     * Creates an empty input.
     *
     * @param memory accounts for what is held beyond a small buffer, as of {@link TlsChannel}
     */
    RecordInput(ByteChannel channel, TlsEngine engine, IntPredicate memory) {
        this.channel = channel;
        this.engine = engine;
        this.memory = memory;
    }

    /** Returns the received records, ready to be consumed. */
    ByteBuffer records() {
        return received;
    }

    /** Reads until it is certain that the peer speaks TLS; returns false when the channel has no more now. */
    boolean first() throws IOException {
        while (received.remaining() < HEADER) {
            if (received.hasRemaining() && received.get(received.position()) != HANDSHAKE_RECORD) {
                break;
            }
            int n = fill();
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                if (received.hasRemaining()) {
                    break;
                }
                throw new NotTlsException(new byte[0]);
            }
        }
        int at = received.position();
        if (received.get(at) != HANDSHAKE_RECORD || received.remaining() > 1 && received.get(at + 1) != MAJOR_VERSION) {
            throw new NotTlsException(Arrays.copyOfRange(received.array(), at, received.limit()));
        }
        return true;
    }

    /** Returns whether the engine can handle the next record: it is complete, or too large to be valid. */
    boolean ready() {
        if (received.remaining() < HEADER) {
            return false;
        }
        int record = recordSize();
        return record <= received.remaining() || record > engine.packetSize();
    }

    private int recordSize() {
        int at = received.position();
        return HEADER + ((received.get(at + 3) & 0xff) << 8 | received.get(at + 4) & 0xff);
    }

    /** Receives more data; returns the number of bytes, or -1 at the end of the connection. */
    int fill() throws IOException {
        makeRoom();
        int start = received.limit();
        int room = received.capacity() - start;
        ByteBuffer space = received.duplicate().limit(received.capacity()).position(start);
        int n = channel.read(space);
        moreLikely = n == room;
        if (n > 0) {
            received.limit(start + n);
        }
        return n;
    }

    /**
     * Makes room for the incomplete record, and not much more than the traffic needs. The length in a record's header
     * alone does not make the buffer large: it grows with the part of the record that was received.
     */
    private void makeRoom() throws IOException {
        int have = received.remaining();
        int want = moreLikely ? engine.packetSize() : SMALL;
        if (have >= HEADER) {
            want = Math.max(want, Math.min(Math.min(recordSize(), engine.packetSize()), GROWTH * have));
        }
        want = Math.max(want, have + 1);
        if (received.capacity() < want || have == 0 && received.capacity() > want) {
            if (!memory.test(want - received.capacity())) {
                throw new IOException(NO_MEMORY);
            }
            byte[] larger = new byte[want];
            received.get(received.position(), larger, 0, have);
            received = ByteBuffer.wrap(larger, 0, have);
        } else if (received.position() > 0) {
            received.compact().flip();
        }
    }
}
