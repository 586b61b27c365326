package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The records that have been received and are not unwrapped yet, in a buffer that is small while nothing comes.
 *
 * <p><b>Threads.</b> For the thread that reads.
 */
final class RecordInput {
    /** What a connection that waits holds. */
    private static final int SMALL = 1024;

    static final String NO_MEMORY = "there is no memory for what the peer sends";

    private static final int HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    /** How many times as much as has come of a record is made room for. */
    private static final int BELIEVED = 4;

    private static final int MAJOR_VERSION = 3;

    private final ByteChannel channel;
    private final TlsEngine engine;
    private final IntPredicate memory;

    private ByteBuffer received = ByteBuffer.allocate(SMALL).flip();
    /** Whether the last read filled its buffer, so that more is likely to be there. */
    private boolean moreLikely;

    /**
     * Makes one of which nothing has come.
     *
     * @param memory is asked for what is held beyond a small buffer, as {@link TlsChannel} has it
     */
    RecordInput(ByteChannel channel, TlsEngine engine, IntPredicate memory) {
        this.channel = channel;
        this.engine = engine;
        this.memory = memory;
    }

    /** What is there, ready to be taken from. */
    ByteBuffer records() {
        return received;
    }

    /** Reads until it is plain whether the peer speaks TLS; gives how many bytes have come. */
    int first() throws IOException {
        while (received.remaining() < HEADER) {
            boolean plain = received.remaining() > 0 && received.get(received.position()) != HANDSHAKE_RECORD;
            if (plain || fill() < 0) {
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
        return received.remaining();
    }

    /** Whether a record is there that an engine can deal with: a whole one, or one too large to be one. */
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

    /** Receives more behind what is there; -1 at the connection's end. */
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
     * Room for the record that is begun, and as little more as the traffic allows. A head that promises a large record is
     * not believed until some of it has come.
     */
    private void makeRoom() throws IOException {
        int have = received.remaining();
        int want = moreLikely ? engine.packetSize() : SMALL;
        if (have >= HEADER) {
            want = Math.max(want, Math.min(Math.min(recordSize(), engine.packetSize()), BELIEVED * have));
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
