package dev.weir.websocket;

import dev.weir.websocket.internal.CloseCodes;
import dev.weir.websocket.internal.FrameReader;
import dev.weir.websocket.internal.Frames;
import dev.weir.websocket.internal.InflateWindow;
import dev.weir.websocket.internal.Pools;
import dev.weir.websocket.internal.ProtocolViolation;
import dev.weir.websocket.internal.Utf8Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one message after the other, across its fragments: decompressed, text checked as it comes, and never
 * more than the limit.
 *
 * <p><b>Threads.</b> For the holder of the receiver's lock.
 */
final class MessageInput {
    /**
     * What a sender leaves out at the end of a compressed message (RFC 7692 section 7.2.2), and a last block with
     * nothing in it: a decompressor that does not end with that is still within a block of the message's.
     */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF, 3, 0};
    /** Up to here any ratio is taken: it is little work, and honest text of one word repeated has up to 1000. */
    private static final long RATIO_FROM = 1 << 20;

    private final Receiver receiver;
    private final FrameReader frames;
    private final Pools pools;
    private final int maxInflation;
    /** What messages may refer to of those before; null where they may not. */
    private final @Nullable InflateWindow window;

    private final Utf8Check utf8 = new Utf8Check();

    private boolean text;
    private long limit;
    /** Bytes of the message that were given out, and those that came for them. */
    private long total;

    private long came;

    /** Null while no compressed message is read. */
    private @Nullable Inflater inflater;
    /** What the decompressor reads from; null while no compressed message is read. */
    private byte @Nullable [] packed;
    /** How much of that it was given. */
    private int given;

    /** Whether the next fragment is waited for. */
    private boolean between;

    private boolean tailGiven;
    /** Whether the decompressor is as new: then it needs no end. */
    private boolean fresh;

    MessageInput(Receiver receiver, FrameReader frames, Pools pools, int maxInflation, boolean takeover) {
        this.receiver = receiver;
        this.frames = frames;
        this.pools = pools;
        this.maxInflation = maxInflation;
        this.window = takeover ? new InflateWindow() : null;
    }

    /** Begins with the frame whose header was read. */
    void begin(long most) throws IOException {
        text = frames.opcode() == Frames.TEXT;
        limit = most;
        total = 0;
        came = 0;
        between = false;
        utf8.reset();
        if (frames.compressed()) {
            Inflater unpacker = pools.takeInflater();
            inflater = unpacker;
            packed = pools.takeBuffer();
            tailGiven = false;
            fresh = true;
            if (window != null) {
                window.giveTo(unpacker);
            }
        } else {
            requireRoom();
        }
    }

    /** Whether what was read is ASCII alone. */
    boolean ascii() {
        return utf8.ascii();
    }

    /** Control frames may come first, and tell the reader of frames nothing of the message. */
    private void nextFragment() throws IOException {
        between = true;
        receiver.nextFragment();
        between = false;
    }

    private void requireRoom() throws ProtocolViolation {
        if (frames.remaining() > limit - total) {
            throw tooBig();
        }
    }

    private ProtocolViolation tooBig() {
        return new ProtocolViolation(CloseCodes.TOO_BIG, "a message of more than " + limit + " bytes");
    }

    private static ProtocolViolation notUtf8() {
        return new ProtocolViolation(CloseCodes.INVALID_DATA, "a text that is not UTF-8");
    }

    /** Returns the whole text, which stands somewhere already. */
    String text(byte[] bytes, int from, int to) throws ProtocolViolation {
        if (!utf8.update(bytes, from, to) || !utf8.complete()) {
            throw notUtf8();
        }
        return new String(bytes, from, to - from, utf8.ascii() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Returns how many bytes follow for sure. */
    long announced() {
        return packed == null ? frames.remaining() : 0;
    }

    /** Returns false at the end of the message; true where more may follow. */
    boolean more() throws IOException {
        if (packed != null) {
            return true;
        }
        while (between || frames.remaining() == 0) {
            if (!between && frames.fin()) {
                end();
                return false;
            }
            nextFragment();
            requireRoom();
        }
        return true;
    }

    /**
     * Reads some of the message.
     *
     * @param length may be zero where the limit is reached
     * @return -1 at its end
     */
    int read(byte[] to, int from, int length) throws IOException {
        if (!more()) {
            return -1;
        }
        int n;
        if (packed == null) {
            n = frames.read(to, from, (int) Math.min(length, frames.remaining()));
        } else if (total == limit) {
            n = inflate(new byte[1], 0, 1);
            if (n > 0) {
                throw tooBig();
            }
        } else {
            n = inflate(to, from, (int) Math.min(length, limit - total));
        }
        if (n < 0) {
            end();
            return -1;
        }
        total += n;
        if (text && !utf8.update(to, from, from + n)) {
            throw notUtf8();
        }
        return n;
    }

    private int inflate(byte[] to, int from, int length) throws IOException {
        Inflater unpacker = inflater;
        byte[] source = packed;
        if (unpacker == null || source == null) {
            throw new IllegalStateException("no compressed message is read");
        }
        try {
            while (true) {
                int n = unpacker.inflate(to, from, length);
                if (n > 0) {
                    requireRatio(total + n);
                    if (window != null) {
                        window.add(to, from, n);
                    }
                    return n;
                }
                if (unpacker.finished()) {
                    int rest = unpacker.getRemaining();
                    if (tailGiven) {
                        if (rest > 0) {
                            throw cutOff();
                        }
                        return -1;
                    }
                    // Section 7.2.3.4: a block that says that it is the last need not be.
                    unpacker.reset();
                    fresh = rest == 0;
                    if (window != null) {
                        window.giveTo(unpacker);
                    }
                    unpacker.setInput(source, given - rest, rest);
                    if (rest > 0) {
                        continue;
                    }
                }
                if (!feed(unpacker, source)) {
                    return -1;
                }
            }
        } catch (DataFormatException e) {
            ProtocolViolation violation =
                    new ProtocolViolation(CloseCodes.INVALID_DATA, "a message that is not deflated");
            violation.initCause(e);
            throw violation;
        }
    }

    private static ProtocolViolation cutOff() {
        return new ProtocolViolation(CloseCodes.INVALID_DATA, "a message that ends within a block of its compression");
    }

    /** Gives the decompressor what comes next; false where it has had all and needs no end. */
    private boolean feed(Inflater unpacker, byte[] source) throws IOException {
        while (between || frames.remaining() == 0) {
            if (!between && frames.fin()) {
                if (fresh) {
                    return false;
                }
                if (tailGiven) {
                    throw cutOff();
                }
                tailGiven = true;
                unpacker.setInput(TAIL);
                return true;
            }
            nextFragment();
        }
        given = frames.read(source, 0, (int) Math.min(source.length, frames.remaining()));
        came += given;
        fresh = false;
        unpacker.setInput(source, 0, given);
        return true;
    }

    private void requireRatio(long bytes) throws ProtocolViolation {
        if (bytes > RATIO_FROM && bytes / maxInflation > came) {
            throw new ProtocolViolation(CloseCodes.TOO_BIG, "a message that inflates too much");
        }
    }

    /** The message is over, or nothing more is read of it. */
    private void end() throws ProtocolViolation {
        drop();
        if (text && !utf8.complete()) {
            throw notUtf8();
        }
    }

    /** Gives back what is needed for the time of a message. */
    void drop() {
        byte[] source = packed;
        Inflater unpacker = inflater;
        if (source != null && unpacker != null) {
            packed = null;
            inflater = null;
            pools.give(unpacker);
            pools.give(source);
        }
    }
}
