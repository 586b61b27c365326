package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Method;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.support.BufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A response of this server, over every protocol: when it is committed, what fields the server adds, how long its content
 * is, and what use of it is refused. An engine's {@link ResponseCodec} puts it on the wire.
 *
 * <p><b>Threads.</b> The handler's thread uses it without a lock. A handler may let another thread write; such a call is
 * made under this object's monitor. When the handler has returned the response is sealed under that monitor too: a call that
 * comes late, or is still going on, can never put bytes into what follows on the connection. Engines may ask for its state from
 * the handler's thread, or after the handler has returned; {@link #flushed} from any thread.
 */
public final class ServerResponse extends ResponseWriter {
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
        HIJACKED,
        /** Broken off; the client can see that it is not whole. */
        ABORTED,
    }

    /** A call of another thread than the handler's. */
    private interface Call {
        void run() throws IOException;
    }

    private final ServerRequest request;
    private final ResponseCodec codec;
    private final ServerConfig config;
    /** Whether it answers HEAD, so that its content is counted and not sent. */
    private final boolean toHead;

    // Written by the handler's thread, or under the monitor by one that it lets write.

    private final ResponseHead head = new ResponseHead();
    private final ResponseBuffer buffer;
    private Phase phase = Phase.OPEN;
    /** Whether trailers go out; valid once committed. */
    private boolean trailing;
    /** Whether sending has failed. */
    private boolean failed;
    /** Set by the thread that writes, read by the one that reads. */
    private volatile boolean flushed;

    /** The handler's thread. */
    private Thread owner = Thread.currentThread();
    /** Set once the handler has returned: every use is refused from then on. */
    private volatile boolean sealed;

    ServerResponse(ServerRequest request, ResponseCodec codec, ServerConfig config, BufferPool buffers) {
        this.request = request;
        this.codec = codec;
        this.config = config;
        this.buffer = new ResponseBuffer(buffers);
        this.toHead = request.method().equals(Method.HEAD);
    }

    // ---- for engines

    /**
     * Marks the connection as taken over by the handler: nothing more is sent for this response.
     *
     * @throws IllegalStateException when the response is committed, or the connection was taken over before
     */
    public void hijack() {
        requireUsable();
        if (phase != Phase.OPEN) {
            throw new IllegalStateException(
                    phase == Phase.HIJACKED
                            ? "the connection was taken over before"
                            : "the response is committed: the connection can no longer be taken over");
        }
        phase = Phase.HIJACKED;
    }

    /**
     * Returns whether the handler has taken the connection over.
     *
     * @return true after {@link #hijack}
     */
    public boolean hijacked() {
        return phase == Phase.HIJACKED;
    }

    /**
     * Returns whether the response was broken off.
     *
     * @return true after {@link ResponseCodec#abort}
     */
    public boolean aborted() {
        return phase == Phase.ABORTED;
    }

    /**
     * Returns whether sending has failed, as the client has gone or is too slow.
     *
     * @return true after an {@link IOException} of the codec
     */
    public boolean failed() {
        return failed;
    }

    /**
     * Returns whether the handler has sent a part of its response by {@link #flush}. One that does so before it has read
     * the request's content has begun a conversation, as with a bidirectional stream of gRPC: pauses of the client are no
     * slow upload then. A response that only became longer than its buffer is none.
     *
     * @return true from the first flush on
     */
    public boolean flushed() {
        return flushed;
    }

    /**
     * Sends {@code 100 Continue}, for a client that waits for it before it sends its content (RFC 9110 section 10.1.1). Called
     * by the thread that reads the content, before the response is committed.
     *
     * @throws IOException when the client is gone
     */
    public void sendContinue() throws IOException {
        codec.interim(Status.CONTINUE, Headers.empty());
    }

    // ---- for the runner of the handler

    ServerRequest request() {
        return request;
    }

    /** Makes the calling thread the handler's. */
    void begin() {
        owner = Thread.currentThread();
    }

    /** Returns whether an error may still take this response's place. */
    boolean replaceable() {
        return phase == Phase.OPEN && !failed;
    }

    /** Answers with an error instead; the response is ended. */
    void replace(HttpError error) throws IOException {
        assert replaceable();
        buffer.reset();
        head.replace(error);
        byte[] text = (error.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        buffer.count(text.length);
        hold(text, 0, text.length);
        finish();
    }

    /** Ends the response, unless that was done. */
    void finish() throws IOException {
        if (phase == Phase.OPEN || phase == Phase.COMMITTED) {
            end();
        }
    }

    /** Breaks the response off, unless the connection was taken over or that was done. */
    void abort() {
        if (phase != Phase.HIJACKED && phase != Phase.ABORTED) {
            phase = Phase.ABORTED;
            codec.abort();
        }
    }

    /** Refuses the handler's later calls, as it has returned, and waits for one that another thread is still in. */
    void seal() {
        // Before the lock is ours: a thread that writes on and on could take it ahead of us time and again.
        sealed = true;
        synchronized (this) {
            // Now that thread has left its call, and finds its next refused.
            assert sealed;
        }
    }

    /** Gives the buffer back. */
    void release() {
        buffer.release();
    }

    // ---- for handlers

    @Override
    public ResponseWriter status(int code) {
        requireOpen("status");
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a final status is from 200 to 599, not " + code);
        }
        head.status(code);
        return this;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public Headers headers() {
        requireUsable();
        return head.headers();
    }

    @Override
    public ResponseWriter suppress(String name) {
        requireOpen(name);
        head.suppress(name);
        return this;
    }

    @Override
    public void inform(int code, Headers fields) throws IOException {
        if (Thread.currentThread() == owner) {
            informNow(code, fields);
        } else {
            aside(() -> informNow(code, fields));
        }
    }

    private void informNow(int code, Headers fields) throws IOException {
        requireOpen("an interim response");
        if (code < 100 || code > 199 || code == Status.SWITCHING_PROTOCOLS) {
            throw new IllegalArgumentException("an interim status is from 100 to 199 and not 101, not " + code);
        }
        try {
            codec.interim(code, fields);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public Headers trailers() {
        requireUsable();
        return head.trailers();
    }

    @Override
    public boolean committed() {
        return phase != Phase.OPEN;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b) throws IOException {
        write(b, 0, b.length);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (Thread.currentThread() == owner) {
            writeNow(b, off, len);
        } else {
            aside(() -> writeNow(b, off, len));
        }
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        if (src.hasArray()) {
            write(src.array(), src.arrayOffset() + src.position(), src.remaining());
            src.position(src.limit());
        } else {
            write(new DirectContent.OfBuffer(src));
        }
    }

    @Override
    public void transferFrom(FileChannel file, long position, long count) throws IOException {
        write(new DirectContent.OfFile(request.gate(), file, position, count));
    }

    private void write(DirectContent content) throws IOException {
        if (Thread.currentThread() == owner) {
            writeNow(content);
        } else {
            aside(() -> writeNow(content));
        }
    }

    private void writeNow(byte[] b, int off, int len) throws IOException {
        requireWritable();
        if (len == 0) {
            return;
        }
        requireRoom(len);
        buffer.count(len);
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
        buffer.count(length);
        try {
            holdAndSend(content);
        } finally {
            // Where a file has become shorter, so has the response.
            buffer.count(-content.remaining());
        }
    }

    /** Keeps to the Content-Length that the handler has set. */
    private void requireRoom(long len) throws IOException {
        long limit = phase == Phase.OPEN ? head.declared() : buffer.declared();
        if (limit >= 0 && len > limit - buffer.written() && head.allowsContent()) {
            throw new IOException("the response's Content-Length is " + limit + ": " + len + " bytes on top of "
                    + buffer.written() + " are more");
        }
    }

    /** As much as the buffer holds goes out with the head, the rest as it is. */
    private void holdAndSend(DirectContent content) throws IOException {
        if (phase == Phase.OPEN) {
            boolean fits = content.remaining() <= buffer.room();
            buffer.add(content, (int) Math.min(content.remaining(), buffer.room()));
            if (fits) {
                return;
            }
            commit(false, buffer.array(), 0, buffer.length());
        }
        if (!hasContent()) {
            buffer.clear();
            content.skip();
        } else if (content.remaining() < buffer.room()) {
            buffer.add(content, (int) content.remaining());
        } else {
            sendHeld();
            send(content);
        }
    }

    /** Keeps content back until there is more than the buffer holds; then commits. */
    private void hold(byte[] b, int off, int len) throws IOException {
        if (len <= buffer.room()) {
            buffer.add(b, off, len);
            return;
        }
        if (buffer.length() == 0) {
            commit(false, b, off, len);
            if (hasContent()) {
                send(b, off, len);
            }
            return;
        }
        int first = buffer.room();
        buffer.add(b, off, first);
        commit(false, buffer.array(), 0, buffer.length());
        sendHeld();
        if (hasContent()) {
            sendOrHold(b, off + first, len - first);
        }
    }

    private void sendOrHold(byte[] b, int off, int len) throws IOException {
        if (len < buffer.room()) {
            buffer.add(b, off, len);
            return;
        }
        sendHeld();
        if (len >= buffer.room()) {
            send(b, off, len);
        } else if (len > 0) {
            buffer.add(b, off, len);
        }
    }

    /** Sends what was held back, or drops it where the response has no content. */
    private void sendHeld() throws IOException {
        int length = buffer.clear();
        if (length > 0 && hasContent()) {
            send(buffer.array(), 0, length);
        }
    }

    private void send(byte[] b, int off, int len) throws IOException {
        try {
            codec.content(b, off, len);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    private void send(DirectContent content) throws IOException {
        try {
            codec.direct(content);
        } catch (IOException e) {
            failed = true;
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
    public void flush() throws IOException {
        if (Thread.currentThread() == owner) {
            flushNow();
        } else {
            aside(() -> flushNow());
        }
    }

    private void flushNow() throws IOException {
        requireWritable();
        if (!flushed) {
            flushed = true;
        }
        if (phase == Phase.OPEN) {
            commit(false, buffer.array(), 0, buffer.length());
        }
        sendHeld();
        flushCodec();
    }

    /** Sends all that is on its way. A failure is noted, as the handler may catch it. */
    private void flushCodec() throws IOException {
        try {
            codec.flush();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (Thread.currentThread() == owner) {
            closeNow();
        } else {
            aside(() -> closeNow());
        }
    }

    private void closeNow() throws IOException {
        if (!sealed && (phase == Phase.OPEN || phase == Phase.COMMITTED)) {
            end();
            flushCodec();
        }
    }

    @Override
    public void readDeadline(Duration timeout) {
        codec.readDeadline(timeout);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        codec.writeDeadline(timeout);
    }

    @Override
    public <T> Optional<T> as(Class<T> power) {
        return codec.as(power, this);
    }

    private void end() throws IOException {
        if (failed) {
            abort();
            return;
        }
        if (phase == Phase.OPEN) {
            commit(true, buffer.array(), 0, buffer.length());
        }
        sendHeld();
        if (!hasContent()) {
            phase = Phase.ENDED;
            finishOnWire(Headers.empty());
            return;
        }
        if (buffer.missing() > 0) {
            abort();
            throw new IOException("the response was cut off: its Content-Length is " + buffer.declared() + ", and "
                    + buffer.missing() + " bytes of it were not written");
        }
        phase = Phase.ENDED;
        finishOnWire(trailing ? head.finishedTrailers() : Headers.empty());
    }

    private void finishOnWire(Headers fields) throws IOException {
        try {
            codec.end(fields);
        } catch (IOException e) {
            failed = true;
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
        boolean whole = last && (buffer.written() > 0 || !toHead);
        boolean hasContent = hasContent();
        long length = head.length(
                whole ? buffer.written() : ResponseCodec.UNKNOWN,
                hasContent && codec.allowsTrailers(head.status(), ResponseCodec.UNKNOWN));
        trailing = hasContent && codec.allowsTrailers(head.status(), length);
        head.finish(trailing, b, off, len);
        buffer.declare(length >= 0 ? length : ResponseCodec.UNKNOWN);
        boolean date = head.wantsDate(config);
        phase = Phase.COMMITTED;
        // An engine may read them later than this returns, when a handler that kept them could have changed them.
        head.headers().freeze();
        try {
            codec.head(head.status(), head.headers(), length, date, last);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** Whether this response's content goes out at all. */
    private boolean hasContent() {
        return !toHead && head.allowsContent();
    }

    // ---- threads, and what is refused

    /** Makes a call of a thread that the handler lets use its response. */
    private synchronized void aside(Call call) throws IOException {
        call.run();
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
                if (failed) {
                    throw new IOException("the response broke off before: the client has gone or is too slow");
                }
            }
            case ENDED -> throw new IllegalStateException("the response has ended: nothing more can be written");
            case HIJACKED -> throw new IllegalStateException("the connection was taken over: write to it instead");
            case ABORTED -> throw new IOException("the response was cut off");
        }
    }

    private void requireUsable() {
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its response is over");
        }
    }
}
