package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.spi.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a response is over every protocol: when it is committed, what fields the server adds, how long its content is,
 * and what use of it is refused. An engine says only how head, content and end look on its wire.
 *
 * <p><b>Threads.</b> The handler's thread uses it without a lock. A handler may let another thread write; such a call is
 * made under this object's monitor, which {@link #seal} takes too, so that a call that comes late, or is still going on
 * when the handler returns, can never put bytes into what follows on the connection.
 */
public abstract class ServerResponse extends ResponseCodec {
    /** How much is copied at once of what lies outside of the heap. */
    private static final int PIECE = 64 << 10;

    private enum Phase {
        /** Status and fields may be set. */
        OPEN,
        /** The head is out, or on its way. */
        COMMITTED,
        /** All is out, or on its way. */
        ENDED,
        /** A handler has taken the connection over. */
        TAKEN,
        /** Cut off; the client can see that it is not whole. */
        CUT,
    }

    private final ServerConfig config;
    private final boolean toHead;

    private Phase phase = Phase.OPEN;
    /** Set once the handler has returned: every use is refused from then on. */
    private volatile boolean sealed;
    /** The handler's thread. */
    private Thread owner = Thread.currentThread();
    /** What is answered; null until the handler begins. */
    private ServerRequest request;

    private boolean broken;
    /** Whether the handler has flushed; set by the thread that writes, read by the one that reads. */
    private volatile boolean flushed;

    private final ResponseHead head = new ResponseHead();
    private final ResponseBuffer held;
    /** What the head says the length is; valid once committed. */
    private long declared = UNKNOWN;
    /** Whether trailers go out; valid once committed. */
    private boolean trailing;
    /** What the handler has written, whether or not it goes out. */
    private long written;

    /**
     * Makes a response.
     *
     * @param config the server's settings
     * @param buffers arrays of {@code config.responseBufferSize()}
     * @param toHead whether it answers HEAD, so that its content is counted and not sent
     */
    protected ServerResponse(ServerConfig config, BufferPool buffers, boolean toHead) {
        this.config = config;
        this.held = new ResponseBuffer(buffers, config.responseBufferSize());
        this.toHead = toHead;
    }

    // ---- what the server asks

    /**
     * Whether an error may still take this response's place.
     *
     * @return true until it is committed
     */
    final boolean replaceable() {
        return phase == Phase.OPEN && !broken;
    }

    /**
     * Whether a handler has taken the connection over.
     *
     * @return true from then on
     */
    public final boolean taken() {
        return phase == Phase.TAKEN;
    }

    /**
     * Whether the response was cut off.
     *
     * @return true from then on
     */
    public final boolean wasCut() {
        return phase == Phase.CUT;
    }

    /**
     * Whether sending has failed, as the client has gone or is too slow.
     *
     * @return true from then on
     */
    public final boolean broken() {
        return broken;
    }

    /**
     * Whether the handler has sent a part of its response by {@link #flush}. One that does so before it has read the
     * request's content has begun a conversation, as with a bidirectional stream of gRPC: pauses of the client are no
     * slow upload then. A response that only became longer than its buffer is none.
     *
     * @return true from the first flush on
     */
    public final boolean converses() {
        return flushed;
    }

    /**
     * How much content the handler has written.
     *
     * @return bytes, whether or not they were sent
     */
    public final long written() {
        return written;
    }

    /** Answers with an error instead; the response is ended. */
    final void replace(HttpError error) throws IOException {
        held.clear();
        head.replace(error);
        byte[] text = (error.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        written = text.length;
        hold(text, 0, text.length);
        finish();
    }

    /** The handler has returned: ends the response, unless that was done. */
    final void finish() throws IOException {
        if (phase == Phase.OPEN || phase == Phase.COMMITTED) {
            end();
        }
    }

    /** Cuts the response off, unless it has ended or was cut before. */
    final void cut() {
        if (phase != Phase.TAKEN && phase != Phase.CUT) {
            phase = Phase.CUT;
            sendCut();
        }
    }

    /** The calling thread is about to run the handler of a request. */
    final void begin(ServerRequest answered) {
        owner = Thread.currentThread();
        request = answered;
    }

    /** The handler has returned: refuses its later calls, and waits for one that another thread is still in. */
    final void seal() {
        // Before the lock is ours: a thread that writes on and on could take it ahead of us time and again.
        sealed = true;
        synchronized (this) {
            // Now that thread has left its call, and finds its next refused.
            assert sealed;
        }
    }

    /** Gives the buffer back; nothing is held back any more. */
    final void release() {
        held.release();
    }

    /**
     * A handler takes the connection over.
     *
     * @throws IllegalStateException when the response is committed or the connection was taken before
     */
    protected final void take() {
        requireUsable();
        if (phase != Phase.OPEN) {
            throw new IllegalStateException(
                    phase == Phase.TAKEN
                            ? "the connection was taken over before"
                            : "the response is committed: the connection can no longer be taken over");
        }
        phase = Phase.TAKEN;
    }

    // ---- what a handler does

    @Override
    public final ResponseWriter status(int code) {
        requireOpen("status");
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a final status is from 200 to 599, not " + code);
        }
        head.status(code);
        return this;
    }

    @Override
    public final int status() {
        return head.status();
    }

    @Override
    public final Headers headers() {
        requireUsable();
        return head.headers();
    }

    @Override
    public final ResponseWriter suppress(String name) {
        requireOpen(name);
        head.suppress(name);
        return this;
    }

    @Override
    public final void inform(int code, Headers fields) throws IOException {
        if (Thread.currentThread() != owner) {
            synchronized (this) {
                informNow(code, fields);
            }
        } else {
            informNow(code, fields);
        }
    }

    private void informNow(int code, Headers fields) throws IOException {
        requireOpen("an interim response");
        if (code < 100 || code > 199 || code == Status.SWITCHING_PROTOCOLS) {
            throw new IllegalArgumentException("an interim status is from 100 to 199 and not 101, not " + code);
        }
        try {
            sendInterim(code, fields);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public final Headers trailers() {
        requireUsable();
        return head.trailers();
    }

    @Override
    public final boolean committed() {
        return phase != Phase.OPEN;
    }

    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] b) throws IOException {
        write(b, 0, b.length);
    }

    @Override
    public final void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (Thread.currentThread() != owner) {
            synchronized (this) {
                writeNow(b, off, len);
            }
        } else {
            writeNow(b, off, len);
        }
    }

    @Override
    public final void write(ByteBuffer src) throws IOException {
        if (src.hasArray()) {
            write(src.array(), src.arrayOffset() + src.position(), src.remaining());
            src.position(src.limit());
        } else {
            write(new DirectContent.OfBuffer(src));
        }
    }

    @Override
    public final void transferFrom(FileChannel file, long position, long count) throws IOException {
        write(new DirectContent.OfFile(request.gate(), file, position, count));
    }

    private void write(DirectContent content) throws IOException {
        if (Thread.currentThread() != owner) {
            synchronized (this) {
                writeNow(content);
            }
        } else {
            writeNow(content);
        }
    }

    private void writeNow(byte[] b, int off, int len) throws IOException {
        requireWritable();
        if (len == 0) {
            return;
        }
        requireRoom(len);
        written += len;
        if (phase == Phase.OPEN) {
            hold(b, off, len);
        } else if (hasContent()) {
            sendOrHold(b, off, len);
        }
    }

    private void writeNow(DirectContent content) throws IOException {
        requireWritable();
        long length = content.remaining();
        if (length == 0) {
            return;
        }
        requireRoom(length);
        written += length;
        try {
            holdAndSend(content);
        } finally {
            // Where a file has become shorter, so has the response.
            written -= content.remaining();
        }
    }

    /** Keeps to the Content-Length that the handler has set. */
    private void requireRoom(long len) throws IOException {
        long limit = phase == Phase.OPEN ? head.declared() : declared;
        if (limit >= 0 && len > limit - written && head.allowsContent()) {
            throw new IOException("the response's Content-Length is " + limit + ": " + len + " bytes on top of "
                    + written + " are more");
        }
    }

    /** As much as the buffer holds goes out with the head, the rest as it is. */
    private void holdAndSend(DirectContent content) throws IOException {
        if (phase == Phase.OPEN) {
            boolean fits = content.remaining() <= held.room();
            held.add(content, (int) Math.min(content.remaining(), held.room()));
            if (fits) {
                return;
            }
            commit(false, held.array(), 0, held.length());
        }
        if (!hasContent()) {
            held.clear();
            content.skip();
        } else if (content.remaining() < held.room()) {
            held.add(content, (int) content.remaining());
        } else {
            sendHeld();
            send(content);
        }
    }

    /** Keeps content back until there is more than the buffer holds; then commits. */
    private void hold(byte[] b, int off, int len) throws IOException {
        if (len <= held.room()) {
            held.add(b, off, len);
            return;
        }
        if (held.length() == 0) {
            commit(false, b, off, len);
            if (hasContent()) {
                send(b, off, len);
            }
            return;
        }
        int first = held.room();
        held.add(b, off, first);
        commit(false, held.array(), 0, held.length());
        sendHeld();
        if (hasContent()) {
            sendOrHold(b, off + first, len - first);
        }
    }

    private void sendOrHold(byte[] b, int off, int len) throws IOException {
        if (len < held.room()) {
            held.add(b, off, len);
            return;
        }
        sendHeld();
        if (len >= held.room()) {
            send(b, off, len);
        } else if (len > 0) {
            held.add(b, off, len);
        }
    }

    /** Sends what was held back, or drops it where the response has no content. */
    private void sendHeld() throws IOException {
        int length = held.clear();
        if (length > 0 && hasContent()) {
            send(held.array(), 0, length);
        }
    }

    private void send(byte[] b, int off, int len) throws IOException {
        try {
            sendContent(b, off, len);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private void send(DirectContent content) throws IOException {
        try {
            sendDirect(content);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        byte[] piece = new byte[(int) Math.min(content.remaining(), PIECE)];
        while (content.remaining() > 0) {
            int n = (int) Math.min(content.remaining(), piece.length);
            content.take(piece, 0, n);
            send(piece, 0, n);
        }
    }

    @Override
    public final void flush() throws IOException {
        if (Thread.currentThread() != owner) {
            synchronized (this) {
                flushNow();
            }
        } else {
            flushNow();
        }
    }

    private void flushNow() throws IOException {
        requireWritable();
        if (!flushed) {
            flushed = true;
        }
        if (phase == Phase.OPEN) {
            commit(false, held.array(), 0, held.length());
        }
        sendHeld();
        pushNow();
    }

    /** Sends all that is on its way; a failure is the client's, whatever the handler makes of it. */
    private void pushNow() throws IOException {
        try {
            push();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public final void close() throws IOException {
        if (Thread.currentThread() != owner) {
            synchronized (this) {
                closeNow();
            }
        } else {
            closeNow();
        }
    }

    private void closeNow() throws IOException {
        if (!sealed && (phase == Phase.OPEN || phase == Phase.COMMITTED)) {
            end();
            pushNow();
        }
    }

    private void end() throws IOException {
        if (broken) {
            cut();
            return;
        }
        if (phase == Phase.OPEN) {
            commit(true, held.array(), 0, held.length());
        }
        sendHeld();
        if (!hasContent()) {
            phase = Phase.ENDED;
            finishOnWire(Headers.empty());
            return;
        }
        if (declared >= 0 && written < declared) {
            long missing = declared - written;
            cut();
            throw new IOException("the response was cut off: its Content-Length is " + declared + ", and " + missing
                    + " bytes of it were not written");
        }
        phase = Phase.ENDED;
        finishOnWire(trailing ? head.settledTrailers() : Headers.empty());
    }

    private void finishOnWire(Headers fields) throws IOException {
        try {
            sendEnd(fields);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /**
     * Decides what the head says, and puts it on its way.
     *
     * @param last whether the content is whole
     * @param b the content's beginning, or null
     */
    private void commit(boolean last, byte[] b, int off, int len) throws IOException {
        // A HEAD that wrote nothing says nothing of how long the content of a GET would be.
        boolean whole = last && (written > 0 || !toHead);
        boolean hasContent = hasContent();
        long length = head.length(whole ? written : UNKNOWN, hasContent && carriesTrailers(head.status(), UNKNOWN));
        trailing = hasContent && carriesTrailers(head.status(), length);
        head.settle(trailing, b, off, len);
        declared = length >= 0 ? length : UNKNOWN;
        boolean date = head.wantsDate(config);
        phase = Phase.COMMITTED;
        // Whoever kept them cannot change what goes out, perhaps later than this returns.
        head.headers().freeze();
        try {
            sendHead(head.status(), head.headers(), length, date, last);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** Whether this response's content goes out at all. */
    private boolean hasContent() {
        return !toHead && head.allowsContent();
    }

    private void requireOpen(String what) {
        requireUsable();
        if (phase != Phase.OPEN) {
            throw new IllegalStateException("the response is committed: too late for " + what);
        }
    }

    private void requireWritable() throws IOException {
        requireUsable();
        switch (phase) {
            case OPEN, COMMITTED -> {
                if (broken) {
                    throw new IOException("the response broke off before: the client has gone or is too slow");
                }
            }
            case ENDED -> throw new IllegalStateException("the response has ended: nothing more can be written");
            case TAKEN -> throw new IllegalStateException("the connection was taken over: write to it instead");
            case CUT -> throw new IOException("the response was cut off");
        }
    }

    private void requireUsable() {
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its response is over");
        }
    }
}
