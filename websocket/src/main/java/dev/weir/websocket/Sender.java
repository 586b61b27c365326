package dev.weir.websocket;

import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.Frames;
import dev.weir.websocket.internal.Pools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * What goes out: whole messages, fragments, control frames.
 *
 * <p><b>Threads.</b> Any may send. One message at a time has the permit; one frame at a time has the lock, so that a
 * control frame can go between the fragments of a message.
 */
final class Sender {
    /** How much is written under one write deadline. */
    private static final int PIECE = 64 << 10;
    /** A text of that many characters is encoded where it is sent from. */
    private static final int SHORT_TEXT = 1024;

    final Pools pools;
    final @Nullable DeflateTerms deflate;

    private final Session session;
    private final OutputStream out;
    private final int threshold;

    private final Semaphore message = new Semaphore(1);
    /** Who has a stream open, which would wait for itself. */
    private volatile @Nullable Thread streaming;
    /** What it has open. */
    private volatile @Nullable MessageOutput stream;

    private final ReentrantLock frame = new ReentrantLock();
    /** Guarded by frame. */
    private boolean closeSent;
    /** Odd while a write is under way; one thread at a time writes it, under the lock. */
    private volatile int writes;
    /** How many messages have begun; who has the permit writes it. */
    private volatile int messages;
    /**
     * What a ping is to be answered with that came while the lock was held: the latest is enough (RFC 6455 section
     * 5.5.3).
     */
    private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();

    /** The compressor, where it goes on from message to message; for who has the permit. */
    private @Nullable Deflater kept;

    Sender(Session session, OutputStream out, WebSocketConfig config, @Nullable DeflateTerms deflate, Pools pools) {
        this.session = session;
        this.out = out;
        this.deflate = deflate;
        this.pools = pools;
        this.threshold = deflate == null ? Integer.MAX_VALUE : Math.max(1, config.compressionThreshold());
    }

    /** Odd while a write is under way, and never the same for two of them in a row. */
    int writes() {
        return writes;
    }

    boolean compresses(int length) {
        return length >= threshold;
    }

    /** What changes whenever a message is sent; -1 while one is being streamed. */
    int messages() {
        return stream != null ? -1 : messages;
    }

    // ---- messages

    void send(String text) throws IOException {
        if (text.length() > SHORT_TEXT) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            send(Frames.TEXT, bytes, 0, bytes.length);
            return;
        }
        byte[] buffer = pools.takeBuffer();
        try {
            int length = encodeAscii(text, buffer);
            if (length < text.length()) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                System.arraycopy(bytes, 0, buffer, Frames.MAX_HEADER, bytes.length);
                length = bytes.length;
            }
            if (compresses(length)) {
                send(Frames.TEXT, buffer, Frames.MAX_HEADER, length);
            } else {
                begin();
                try {
                    put(Frames.FIN | Frames.TEXT, buffer, length);
                } finally {
                    message.release();
                }
            }
        } finally {
            pools.give(buffer);
        }
    }

    /**
     * Returns how many characters from the first on are ASCII; they are in the buffer behind the place of the header.
     */
    private static int encodeAscii(String text, byte[] buffer) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return i;
            }
            buffer[Frames.MAX_HEADER + i] = (byte) c;
        }
        return length;
    }

    void send(int opcode, byte[] data, int from, int length) throws IOException {
        begin();
        try {
            if (!compresses(length)) {
                whole(Frames.FIN | opcode, data, from, length);
            } else {
                try (MessageOutput compressed = new MessageOutput(this, opcode, true)) {
                    compressed.write(data, from, length);
                    compressed.finish();
                }
            }
        } finally {
            message.release();
        }
    }

    /** Sends a frame that is made already. */
    void sendMade(byte[] made) throws IOException {
        begin();
        try {
            lockFrame();
            try {
                write(made, 0, made.length);
            } finally {
                unlockFrame();
            }
        } finally {
            message.release();
        }
    }

    /** Takes the permit. */
    private void begin() throws IOException {
        if (streaming == Thread.currentThread()) {
            throw new IllegalStateException("this thread has a message open that it streams: it is to be closed first");
        }
        message.acquireUninterruptibly();
        if (!session.isOpen()) {
            message.release();
            throw session.over(null);
        }
        int before = messages;
        messages = before + 1 & Integer.MAX_VALUE;
    }

    void requireOpen() throws IOException {
        if (!session.isOpen()) {
            throw session.over(null);
        }
    }

    MessageOutput stream(int opcode) throws IOException {
        begin();
        MessageOutput opened = new MessageOutput(this, opcode, deflate != null);
        stream = opened;
        streaming = Thread.currentThread();
        return opened;
    }

    void streamDone() {
        stream = null;
        streaming = null;
        message.release();
    }

    // ---- compressors

    /** For who has the permit. */
    Deflater takeDeflater() {
        if (deflate == null || !deflate.serverTakeover()) {
            return pools.takeDeflater();
        }
        Deflater own = kept;
        if (own == null) {
            own = pools.takeDeflater();
            kept = own;
        }
        return own;
    }

    void give(Deflater deflater) {
        if (deflater != kept) {
            pools.give(deflater);
        }
    }

    /**
     * Frees native memory, once the tunnel is closed: so nobody has the permit for long, but who has left a stream
     * open.
     */
    void free() {
        MessageOutput open = stream;
        if (open != null) {
            if (open.isAbandoned()) {
                return;
            }
            open.abandon();
            // Whoever waits for the permit is to hear that it is over.
            message.release();
            return;
        }
        message.acquireUninterruptibly();
        Deflater own = kept;
        kept = null;
        message.release();
        if (own != null) {
            pools.give(own);
        }
    }

    // ---- frames

    /** Sends what stands in a buffer behind the place of a header. */
    void put(int first, byte[] buffer, int length) throws IOException {
        int at = Frames.putHeaderBefore(buffer, Frames.MAX_HEADER, first, length);
        lockFrame();
        try {
            write(buffer, at, Frames.MAX_HEADER - at + length);
        } finally {
            unlockFrame();
        }
    }

    /** Sends a frame: what fits with the header in one write, and the rest from where it is. */
    private void whole(int first, byte[] data, int from, int length) throws IOException {
        byte[] buffer = pools.takeBuffer();
        try {
            int part = Math.min(length, Pools.BUFFER - Frames.MAX_HEADER);
            System.arraycopy(data, from, buffer, Frames.MAX_HEADER, part);
            int at = Frames.putHeaderBefore(buffer, Frames.MAX_HEADER, first, length);
            lockFrame();
            try {
                write(buffer, at, Frames.MAX_HEADER - at + part);
                write(data, from + part, length - part);
            } finally {
                unlockFrame();
            }
        } finally {
            pools.give(buffer);
        }
    }

    private void lockFrame() throws IOException {
        frame.lock();
        if (closeSent || !session.isOpen()) {
            unlockFrame();
            throw session.over(null);
        }
    }

    private void unlockFrame() {
        frame.unlock();
        if (pong.get() != null) {
            sendPong();
        }
    }

    /** For who has the lock. */
    private void write(byte[] data, int from, int length) throws IOException {
        int end = from + length;
        for (int at = from; at < end; at += PIECE) {
            int before = writes;
            writes = before + 1;
            try {
                out.write(data, at, Math.min(PIECE, end - at));
            } catch (IOException e) {
                session.broken(e);
                throw session.over(e);
            } finally {
                writes = before + 2;
            }
        }
    }

    // ---- control frames

    void ping(byte[] data) throws IOException {
        byte[] made = control(Frames.PING, data, data.length);
        lockFrame();
        try {
            write(made, 0, made.length);
        } finally {
            unlockFrame();
        }
    }

    /** Sends a ping, unless something is being sent just now, which shows as well that the connection is in use. */
    void pingUnlessBusy() {
        if (frame.tryLock()) {
            try {
                if (!closeSent) {
                    byte[] made = control(Frames.PING, new byte[0], 0);
                    write(made, 0, made.length);
                }
            } catch (IOException _) {
                // It is over, which the session knows.
                return;
            } finally {
                unlockFrame();
            }
        }
    }

    /** Answers a ping: at once, or as soon as who is sending a frame has done so. */
    void pong(byte[] data) {
        pong.set(data);
        sendPong();
    }

    private void sendPong() {
        while (pong.get() != null && frame.tryLock()) {
            try {
                byte[] data = pong.getAndSet(null);
                if (data != null && !closeSent && session.isOpen()) {
                    byte[] made = control(Frames.PONG, data, data.length);
                    write(made, 0, made.length);
                }
            } catch (IOException _) {
                // It is over, which the session knows.
                pong.set(null);
            } finally {
                frame.unlock();
            }
        }
    }

    /**
     * Sends a Close, the first time.
     *
     * @param wait how long a frame that is under way may keep it
     * @return false where it cannot be sent
     */
    boolean close(byte[] payload, Duration wait) {
        boolean locked = false;
        boolean interrupted = Thread.interrupted();
        try {
            locked = frame.tryLock(Watch.nanos(wait), TimeUnit.NANOSECONDS);
            if (locked && !closeSent) {
                closeSent = true;
                byte[] made = control(Frames.CLOSE, payload, payload.length);
                write(made, 0, made.length);
            }
            return locked;
        } catch (InterruptedException _) {
            interrupted = true;
            return false;
        } catch (IOException _) {
            return false;
        } finally {
            if (locked) {
                frame.unlock();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static byte[] control(int opcode, byte[] data, int length) {
        byte[] made = new byte[2 + length];
        made[0] = (byte) (Frames.FIN | opcode);
        made[1] = (byte) length;
        System.arraycopy(data, 0, made, 2, length);
        return made;
    }
}
