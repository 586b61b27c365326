package dev.weir.websocket;

import dev.weir.websocket.internal.Pools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that is put together. It goes on where it was when it could not be read to its end.
 *
 * <p><b>Threads.</b> For the holder of the receiver's lock.
 */
final class Assembly {
    /** The most that is made room for before it has come: a client may announce what it never sends. */
    static final int TRUSTED = 64 << 10;

    private static final byte[] EMPTY = {};

    private final Pools pools;
    private final boolean text;
    /** What it began in; null where that is the message's own, of its size. */
    private byte @Nullable [] pooled;

    private byte[] data;
    private int size;

    /**
     * Begins a message.
     *
     * @param exact its size where that is known, and not too large to be trusted; else -1
     */
    Assembly(Pools pools, boolean text, int exact) {
        this.pools = pools;
        this.text = text;
        if (exact >= 0) {
            this.data = exact == 0 ? EMPTY : new byte[exact];
        } else {
            byte[] taken = pools.takeBuffer();
            this.pooled = taken;
            this.data = taken;
        }
    }

    /** Reads to the end, into longer arrays where one is too short. */
    Message read(MessageInput input, int most) throws IOException {
        while (input.more()) {
            if (size == data.length && size < most) {
                long wanted = Math.max(size * 2L, size + Math.min(input.announced(), TRUSTED));
                data = Arrays.copyOf(data, (int) Math.min(wanted, most));
            }
            int n = input.read(data, size, data.length - size);
            if (n < 0) {
                break;
            }
            size += n;
        }
        if (text) {
            return new Text(
                    new String(data, 0, size, input.ascii() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
        }
        return new Binary(data != pooled && size == data.length ? data : Arrays.copyOf(data, size));
    }

    /** Gives back what is not the message's own. */
    void free() {
        byte[] taken = pooled;
        if (taken != null) {
            pooled = null;
            data = EMPTY;
            pools.give(taken);
        }
    }
}
