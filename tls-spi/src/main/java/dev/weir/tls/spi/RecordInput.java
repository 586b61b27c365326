package dev.weir.tls.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;

/**
 * The records that have been received and are not unwrapped yet, in a buffer that is small while nothing comes.
 *
 * <p><b>Threads.</b> For the thread that reads.
 */
final class RecordInput {
    /** What a connection that waits holds. */
    private static final int SMALL = 1024;

    private static final int HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int MAJOR_VERSION = 3;

    private final ByteChannel channel;
    private final TlsEngine engine;

    private ByteBuffer received = ByteBuffer.allocate(SMALL).flip();
    /** Whether the last read filled its buffer, so that more is likely to be there. */
    private boolean moreLikely;

    RecordInput(ByteChannel channel, TlsEngine engine) {
        this.channel = channel;
        this.engine = engine;
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

    /** Room for the record that is begun, and as little more as the traffic allows. */
    private void makeRoom() {
        int have = received.remaining();
        int want = moreLikely ? engine.packetSize() : SMALL;
        if (have >= HEADER) {
            want = Math.max(want, Math.min(recordSize(), engine.packetSize()));
        }
        want = Math.max(want, have + 1);
        if (received.capacity() < want || have == 0 && received.capacity() > want) {
            byte[] larger = new byte[want];
            received.get(received.position(), larger, 0, have);
            received = ByteBuffer.wrap(larger, 0, have);
        } else if (received.position() > 0) {
            received.compact().flip();
        }
    }
}
