package dev.weir.websocket;

import dev.weir.websocket.internal.CloseCodes;
import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.Frames;
import dev.weir.websocket.internal.MadeFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same messages to many, such as to those in a room. A message is encoded once, and compressed once for all
 * that have no context takeover (the default), and who sends never waits for a receiver: each has a queue, and a
 * virtual thread while there is something in it. Each gets the messages in the order in which one thread has sent them.
 *
 * <p>One that does not keep up, so that its queue is full, {@linkplain WhenFull loses the message, or is closed}.
 *
 * <pre>{@code
 * Broadcast room = new Broadcast();
 * mux.handle("/chat", WebSockets.handler(ws -> {
 *     room.add(ws);
 *     try {
 *         while (ws.receive() instanceof Text t) {
 *             room.send(t.value());
 *         }
 *     } finally {
 *         room.remove(ws);
 *     }
 * }));
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Broadcast {
    private static final int DEFAULT_MESSAGES = 64;
    private static final long DEFAULT_BYTES = 1 << 20;
    private static final int WINDOWS = 16;

    /** What becomes of a receiver whose queue is full. */
    public enum WhenFull {
        /** It does not get the message; it gets later ones as soon as there is room. */
        DROP,
        /** It is closed with 1013, to come again later, and what is in its queue is dropped. */
        CLOSE
    }

    private final int maxMessages;
    private final long maxBytes;
    private final WhenFull whenFull;
    private final Map<WebSocket, Member> members = new ConcurrentHashMap<>();

    /** Queues up to 64 messages and 1 MiB for each receiver, and closes one that does not keep up. */
    public Broadcast() {
        this(DEFAULT_MESSAGES, DEFAULT_BYTES, WhenFull.CLOSE);
    }

    /**
     * Says when a receiver does not keep up, and what becomes of it then.
     *
     * @param maxMessages how many messages wait for one receiver, from 1
     * @param maxBytes how many bytes they have, as they are sent; one message may wait, whatever its length
     * @param whenFull what becomes of it
     * @throws IllegalArgumentException when a number is not positive
     */
    public Broadcast(int maxMessages, long maxBytes, WhenFull whenFull) {
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a queue has room for a message and for a byte at least");
        }
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.whenFull = whenFull;
    }

    /**
     * Adds a receiver, for the messages from now on. It stays until it is removed, or is over as a message is to be
     * sent to it.
     *
     * @param ws the receiver; once more is as good as once
     */
    public void add(WebSocket ws) {
        members.computeIfAbsent(ws, Member::new);
    }

    /**
     * Takes a receiver out. What waits for it is still sent.
     *
     * @param ws the receiver
     * @return whether it was in
     */
    public boolean remove(WebSocket ws) {
        return members.remove(ws) != null;
    }

    /**
     * Returns how many receivers there are.
     *
     * @return those that were added and not taken out
     */
    public int size() {
        return members.size();
    }

    /**
     * Sends a message of text to all.
     *
     * @param text the text
     */
    public void send(String text) {
        send(new Shared(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sends a message of bytes to all.
     *
     * @param data the bytes, which must not change any more
     */
    public void send(byte[] data) {
        send(new Shared(Frames.BINARY, data));
    }

    private void send(Shared message) {
        for (Member member : members.values()) {
            if (!member.ws.isOpen()) {
                remove(member.ws);
            } else if (!member.offer(message.frame(member.ws)) && whenFull == WhenFull.CLOSE) {
                remove(member.ws);
                member.clear();
                // It may have to wait for a frame that the receiver does not take.
                Thread.ofVirtual().start(() -> member.ws.close(CloseCodes.TRY_AGAIN, "does not keep up"));
            }
        }
    }

    /** One message as the receivers get it: as a frame that is made, or, where it depends on earlier ones, as it is. */
    private record Form(byte[] bytes, boolean made, int opcode) {}

    /** A message, and the forms of it that were asked for. For the thread that sends it. */
    private static final class Shared {
        private final int opcode;
        private final byte[] data;
        private final @Nullable Form[] deflated = new Form[WINDOWS];
        private @Nullable Form plain;
        private @Nullable Form raw;

        Shared(int opcode, byte[] data) {
            this.opcode = opcode;
            this.data = data;
        }

        Form frame(WebSocket ws) {
            if (!(ws instanceof Session session)) {
                return raw();
            }
            DeflateTerms terms = session.deflate();
            if (terms == null || !session.compresses(data.length)) {
                return plain();
            }
            return terms.serverTakeover() ? raw() : deflated(session, terms.serverBits());
        }

        private Form raw() {
            Form form = raw;
            if (form == null) {
                form = new Form(data, false, opcode);
                raw = form;
            }
            return form;
        }

        private Form plain() {
            Form form = plain;
            if (form == null) {
                form = new Form(MadeFrames.plain(opcode, data), true, opcode);
                plain = form;
            }
            return form;
        }

        private Form deflated(Session session, int bits) {
            Form form = deflated[bits];
            if (form == null) {
                Deflater deflater = session.pools().takeDeflater();
                try {
                    form = new Form(MadeFrames.deflated(opcode, data, bits, deflater), true, opcode);
                } finally {
                    session.pools().give(deflater);
                }
                deflated[bits] = form;
            }
            return form;
        }
    }

    /** A receiver and what waits for it. */
    private final class Member {
        private final WebSocket ws;
        /** Guarded by itself, as the two below. */
        private final Queue<Form> queue = new ArrayDeque<>();

        private long bytes;
        /** Whether a thread sends what is in the queue. */
        private boolean sending;

        Member(WebSocket ws) {
            this.ws = ws;
        }

        /** Returns false where there is no room. */
        boolean offer(Form message) {
            synchronized (queue) {
                int waiting = queue.size();
                if (waiting >= maxMessages || waiting > 0 && bytes + message.bytes.length > maxBytes) {
                    return false;
                }
                queue.add(message);
                bytes += message.bytes.length;
                if (sending) {
                    return true;
                }
                sending = true;
            }
            Thread.ofVirtual().start(this::sendAll);
            return true;
        }

        void clear() {
            synchronized (queue) {
                queue.clear();
                bytes = 0;
            }
        }

        private @Nullable Form next() {
            synchronized (queue) {
                Form next = queue.poll();
                if (next == null) {
                    sending = false;
                } else {
                    bytes -= next.bytes.length;
                }
                return next;
            }
        }

        private void sendAll() {
            try {
                for (Form message = next(); message != null; message = next()) {
                    if (message.made && ws instanceof Session session) {
                        session.sendMade(message.bytes);
                    } else if (message.opcode == Frames.TEXT) {
                        ws.send(new String(message.bytes, StandardCharsets.UTF_8));
                    } else {
                        ws.send(message.bytes);
                    }
                }
            } catch (IOException _) {
                // It is over, which is for its own handler to hear.
                members.remove(ws);
                clear();
            }
        }
    }
}
