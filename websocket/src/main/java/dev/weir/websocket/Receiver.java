package dev.weir.websocket;

import dev.weir.http.api.Tunnel;
import dev.weir.websocket.internal.CloseCodes;
import dev.weir.websocket.internal.ControlBudget;
import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.FrameReader;
import dev.weir.websocket.internal.Frames;
import dev.weir.websocket.internal.NotHere;
import dev.weir.websocket.internal.Pools;
import dev.weir.websocket.internal.ProtocolViolation;
import dev.weir.websocket.internal.Utf8Check;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What comes in: messages for the handler, and control frames, which are answered here.
 *
 * <p><b>Threads.</b> For one thread at a time, which has the lock.
 */
final class Receiver {
    private static final byte[] EMPTY = {};

    private final Session session;
    private final Sender sender;
    private final FrameReader frames;
    private final MessageInput input;
    private final WebSocketConfig config;
    private final Pools pools;
    private final ControlBudget control;
    private final boolean compression;

    private final ReentrantLock lock = new ReentrantLock();
    /** Whether the handler may not receive, as a thread of our own listens, or messages are brought to it. */
    private volatile boolean ours;
    /** Whether nothing more is to be read. */
    private boolean over;
    /** Whether a message has begun that was not read to its end, and what the handler has of it. */
    private volatile boolean within;

    private @Nullable StreamedMessage streamed;
    /** A message that is to come whole; null while there is none. */
    private @Nullable Assembly assembly;
    /** How many messages have begun; for the watch. */
    private volatile int messages;

    Receiver(
            Session session,
            Sender sender,
            Tunnel tunnel,
            boolean brings,
            WebSocketConfig config,
            @Nullable DeflateTerms deflate,
            Pools pools) {
        this.session = session;
        this.sender = sender;
        this.config = config;
        this.pools = pools;
        this.ours = brings;
        this.frames = brings
                ? new FrameReader(tunnel::receive, config.maxFrameSize(), pools)
                : new FrameReader(tunnel.input()::read, config.maxFrameSize(), null);
        this.compression = deflate != null;
        this.input = new MessageInput(
                this, frames, pools, config.maxInflation(), deflate != null && deflate.clientTakeover());
        this.control = new ControlBudget(config.maxControlFrames());
    }

    int reads() {
        return frames.reads();
    }

    boolean waiting() {
        return frames.waiting();
    }

    /** What changes whenever something of a message has come. */
    int messages() {
        return within ? frames.reads() : messages;
    }

    // ---- for the handler

    @Nullable
    Message receive() {
        enter();
        try {
            return next(config.maxMessageSize()) ? whole() : null;
        } catch (IOException e) {
            failed(e);
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    IncomingMessage nextMessage() {
        enter();
        try {
            if (!next(config.maxStreamSize())) {
                return null;
            }
            StreamedMessage message = new StreamedMessage(this, frames.opcode() == Frames.TEXT);
            streamed = message;
            return message;
        } catch (IOException e) {
            failed(e);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what the handler wants of a message. */
    int read(StreamedMessage message, byte[] to, int from, int length) throws IOException {
        enter();
        try {
            if (message != streamed) {
                throw new IllegalStateException("the next message was asked for already");
            }
            if (over && within) {
                throw session.over(null);
            }
            if (!within || length == 0) {
                return within ? 0 : -1;
            }
            int n = input.read(to, from, length);
            within = n >= 0;
            return n;
        } catch (OverException e) {
            throw e;
        } catch (IOException e) {
            failed(e);
            // What has come of the message is not the whole.
            within = true;
            throw session.over(e);
        } finally {
            lock.unlock();
        }
    }

    private void enter() {
        if (ours || !lock.tryLock()) {
            throw new IllegalStateException("another thread receives, or messages are brought to a handler");
        }
    }

    void sendOnly() {
        enter();
        try {
            ours = true;
            Thread.ofVirtual().start(this::listen);
        } finally {
            lock.unlock();
        }
    }

    // ---- for one to whom messages are brought

    /** Something may have come: {@link #poll} is asked until it has nothing. */
    void begin() {
        frames.begin();
    }

    /** Returns the next message that has come whole; null where none has, or it is over. */
    @Nullable
    Message poll() {
        lock.lock();
        try {
            if (over || !frames.hasMore()) {
                return null;
            }
            if (session.closing()) {
                drop();
                dropAll();
                return null;
            }
            return assembly != null || next(config.maxMessageSize()) ? whole() : null;
        } catch (NotHere _) {
            return null;
        } catch (IOException e) {
            failed(e);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is asked for now; false where nothing will be any more. */
    boolean rest() {
        lock.lock();
        try {
            frames.rest();
            return !over;
        } finally {
            lock.unlock();
        }
    }

    // ---- without the handler

    private void listen() {
        lock.lock();
        try {
            if (next(Long.MAX_VALUE)) {
                session.closeWith(WebSocketEnd.Kind.CLOSED, CloseCodes.POLICY, "nobody receives messages here");
                dropAll();
            }
        } catch (IOException e) {
            failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Once we have sent a Close: waits for the client's, which the watch bounds. */
    void awaitClose() {
        lock.lock();
        try {
            dropAll();
        } catch (IOException e) {
            failed(e);
        } finally {
            lock.unlock();
        }
    }

    private void dropAll() throws IOException {
        byte[] buffer = pools.takeBuffer();
        try {
            while (!over) {
                while (frames.remaining() > 0) {
                    if (frames.read(buffer, 0, (int) Math.min(buffer.length, frames.remaining())) < 0) {
                        return;
                    }
                }
                if (!nextFrame()) {
                    return;
                }
            }
        } finally {
            pools.give(buffer);
        }
    }

    private void failed(IOException e) {
        over = true;
        drop();
        if (e instanceof ProtocolViolation violation) {
            session.violated(violation);
        } else {
            session.broken(e);
        }
    }

    /** Gives back what is held for a message. */
    private void drop() {
        within = false;
        input.drop();
        Assembly dropped = assembly;
        if (dropped != null) {
            assembly = null;
            dropped.free();
        }
    }

    /** Gives back what is held; nobody reads any more. */
    void free() {
        lock.lock();
        try {
            over = true;
            drop();
            frames.rest();
        } finally {
            lock.unlock();
        }
    }

    // ---- messages

    /** Goes to the first frame of the next message; false where there is none. */
    private boolean next(long limit) throws IOException {
        if (over) {
            return false;
        }
        if (within) {
            dropRest();
        }
        streamed = null;
        if (session.closing()) {
            dropAll();
            return false;
        }
        if (!nextFrame()) {
            return false;
        }
        if (session.closing()) {
            dropAll();
            return false;
        }
        if (frames.opcode() == Frames.CONTINUATION) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a continuation of nothing");
        }
        within = true;
        // One thread at a time writes it.
        int before = messages;
        messages = before + 1;
        input.begin(limit);
        return true;
    }

    private void dropRest() throws IOException {
        byte[] buffer = pools.takeBuffer();
        try {
            int n = 0;
            while (n >= 0) {
                n = input.read(buffer, 0, buffer.length);
            }
            within = false;
        } finally {
            pools.give(buffer);
        }
    }

    /** Goes to the next fragment of the message; control frames between are dealt with. */
    void nextFragment() throws IOException {
        if (!nextFrame()) {
            throw new EOFException("the WebSocket has ended within a message");
        }
        if (frames.opcode() != Frames.CONTINUATION) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a message within a message");
        }
        if (frames.remaining() == 0 && !frames.fin()) {
            control.count();
        }
    }

    /** Reads the message to its end that was begun, or goes on with it. */
    private Message whole() throws IOException {
        Assembly begun = assembly;
        if (begun == null) {
            boolean text = frames.opcode() == Frames.TEXT;
            boolean plain = frames.fin() && !frames.compressed();
            if (plain && text) {
                int length = (int) frames.remaining();
                int at = frames.takeBuffered();
                if (at >= 0) {
                    within = false;
                    return new Text(input.text(frames.buffer(), at, at + length));
                }
            }
            boolean exact = plain && !text && frames.remaining() <= Assembly.TRUSTED;
            begun = new Assembly(pools, text, exact ? (int) frames.remaining() : -1);
            assembly = begun;
        }
        Message message = begun.read(input, config.maxMessageSize());
        assembly = null;
        within = false;
        begun.free();
        return message;
    }

    // ---- frames

    /** Goes to the next frame of a message; false where there is none, as the WebSocket has ended. */
    private boolean nextFrame() throws IOException {
        while (!over) {
            if (!frames.next(compression)) {
                throw new EOFException("the client has ended the connection without a Close");
            }
            int opcode = frames.opcode();
            if (opcode <= Frames.BINARY) {
                return true;
            }
            control.count();
            byte[] payload = payload();
            switch (opcode) {
                case Frames.PING -> sender.pong(payload);
                case Frames.CLOSE -> {
                    over = true;
                    closed(payload);
                }
                default -> {
                    // A pong, asked for or not: that it came is enough.
                }
            }
        }
        return false;
    }

    private byte[] payload() throws IOException {
        int length = (int) frames.remaining();
        byte[] payload = length == 0 ? EMPTY : new byte[length];
        for (int at = 0; at < length; ) {
            at += frames.read(payload, at, length - at);
        }
        return payload;
    }

    private void closed(byte[] payload) throws ProtocolViolation {
        if (payload.length == 0) {
            session.peerClosed(CloseCodes.NONE, "");
            return;
        }
        if (payload.length == 1) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a Close with half a code");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (!CloseCodes.isValid(code)) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a Close with the code " + code);
        }
        Utf8Check check = new Utf8Check();
        if (!check.update(payload, 2, payload.length) || !check.complete()) {
            throw new ProtocolViolation(CloseCodes.INVALID_DATA, "the reason of a Close is not UTF-8");
        }
        session.peerClosed(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }
}
