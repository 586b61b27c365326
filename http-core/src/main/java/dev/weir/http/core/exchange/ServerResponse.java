package dev.weir.http.core.exchange;

import dev.weir.http.api.Commit;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.spi.RequestView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response of this server, over every protocol: when it is committed, what fields the server adds, how long its content
 * is, and what use of it is refused. An engine's {@link ResponseCodec} puts it on the wire.
 *
 * <p><b>Threads.</b> The handler's thread uses it without a lock. A handler may let another thread write; such a call is
 * made under this object's monitor. When the handler has returned the response is sealed under that monitor too: a call that
 * comes late, or is still going on, can never put bytes into what follows on the connection. Engines may ask for its state from
 * the handler's thread, or after the handler has returned; {@link #flushed} from any thread.
 */
public final class ServerResponse extends BufferedResponse {
    /** A call of another thread than the handler's. */
    private interface Call {
        void run() throws IOException;
    }
    /** Set by the thread that writes, read by the one that reads. */
    private volatile boolean flushed;
    /** The handler's thread; null while a tunnel goes on without one. */
    private @Nullable Thread owner = Thread.currentThread();
    /** Set once the handler has returned: every use is refused from then on. */
    private volatile boolean sealed;

    ServerResponse(ServerRequest request, ResponseCodec codec, HandlerRunner runner) {
        super(request, codec, runner);
    }

    // ---- for engines

    /**
     * Returns what may be seen of the request while its handler runs. For any thread.
     *
     * @return nothing before the handler has begun, and once it has returned
     */
    public Optional<RequestView> inFlight() {
        return Optional.ofNullable(RequestInFlight.of(this));
    }

    /**
     * Marks the connection as taken over by the handler: nothing more is sent for this response.
     *
     * @throws IllegalStateException when the response is committed, or the connection was taken over before
     */
    public void hijack() {
        requireUsable();
        phase.requireHijackable();
        phase = ResponsePhase.HIJACKED;
        head.status(0);
    }

    /**
     * Marks the connection as taken over, like {@link #hijack}, with the answer that the engine itself sends for that.
     *
     * @param status its status
     * @return whether {@code Date} is to be added to its fields
     * @throws IllegalStateException when the response is committed, or the connection was taken over before
     */
    public boolean tunnel(int status) {
        hijack();
        head.status(status);
        ResponseHooks noted = registered();
        if (noted != null) {
            noted.committed();
        }
        return head.wantsDate(runner.config);
    }

    /**
     * Returns whether the handler has taken the connection over.
     *
     * @return true after {@link #hijack}
     */
    public boolean hijacked() {
        return phase == ResponsePhase.HIJACKED;
    }

    /**
     * Returns whether the response was broken off.
     *
     * @return true after {@link ResponseCodec#abort}
     */
    public boolean aborted() {
        return phase == ResponsePhase.ABORTED;
    }

    /**
     * Returns whether sending has failed, as the client has gone or is too slow.
     *
     * @return true after an {@link IOException} of the codec
     */
    public boolean failed() {
        return buffer.failed();
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
     * Counts the time that a write has waited for the client; called within that write.
     *
     * @param nanos how long
     */
    public void stalled(long nanos) {
        ResponseHooks noted = registered();
        if (noted != null) {
            noted.stalled(nanos);
        }
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

    /** Makes the calling thread the handler's. */
    void begin() {
        owner = Thread.currentThread();
    }

    /** The handler's thread is done for now. */
    void suspend() {
        owner = null;
    }

    /**
     * Returns whether the handler has returned, or the tunnel's user, and the user is to be called: for the thread that has run it.
     *
     * @return false when the request is over
     */
    public boolean goesOn() {
        return owner == null;
    }

    /**
     * Refuses the handler's later calls, as it has returned, and waits for one that another thread is still in. One that is in
     * a call to a tunnel is woken.
     *
     * @param failed whether the handler has thrown
     */
    void seal(boolean failed) {
        try {
            codec.handlerDone(failed);
        } finally {
            sealNow();
        }
    }

    private void sealNow() {
        // Before the lock is ours: a thread that writes on and on could take it ahead of us time and again.
        sealed = true;
        synchronized (this) {
            // Now that thread has left its call, and finds its next refused.
            assert sealed;
        }
    }

    // ---- for handlers

    @Override
    public ResponseWriter status(int code) {
        requireOpen("status");
        ResponseHeadRules.requireFinal(code);
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
    public ResponseWriter onCommit(Consumer<Commit> hook) {
        requireOpen("a commit hook");
        hooks().onCommit(hook);
        return this;
    }

    @Override
    public ResponseWriter onEnd(Consumer<RequestEnd> hook) {
        requireUsable();
        hooks().onEnd(hook);
        return this;
    }

    @Override
    public void error(HttpError error) throws IOException {
        requireOpen("an error");
        putError(error, null);
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
        buffer.interim(code, fields);
    }

    @Override
    public Headers trailers() {
        requireUsable();
        return head.trailers();
    }

    @Override
    public boolean committed() {
        return phase != ResponsePhase.OPEN && phase != ResponsePhase.COMMITTING;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
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
        if (len > 0) {
            requireRoom(len);
            put(b, off, len);
        }
    }

    private void writeNow(DirectContent content) throws IOException {
        requireWritable();
        if (content.remaining() == 0) {
            return;
        }
        requireRoom(content.remaining());
        buffer.count(content.remaining());
        try {
            put(content);
        } finally {
            // Where a file has become shorter, so has the response.
            buffer.count(-content.remaining());
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
        if (phase == ResponsePhase.OPEN) {
            commit(false);
        }
        EncodedContent encoded = encoded();
        if (encoded != null) {
            encoded.flush();
        }
        buffer.sendHeld(hasContent());
        buffer.flush();
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
        phase.requireNoHook();
        if (!sealed && phase.unfinished()) {
            finish();
            buffer.flush();
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
    public void minRequestRate(int bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("a rate is zero or more bytes a second, not " + bytesPerSecond);
        }
        codec.minRequestRate(bytesPerSecond);
    }

    @Override
    public <T> Optional<T> as(Class<T> power) {
        return codec.as(power, this);
    }

    // ---- threads, and what is refused

    /** Makes a call of a thread that the handler lets use its response. */
    private synchronized void aside(Call call) throws IOException {
        call.run();
    }

    private void requireOpen(String what) {
        requireUsable();
        phase.requireOpen(what);
    }

    private void requireWritable() throws IOException {
        requireUsable();
        phase.requireWritable();
        if (buffer.failed()) {
            throw new IOException("the response was broken off: the client has gone or is too slow");
        }
    }

    private void requireUsable() {
        phase.requireNoHook();
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its response is over");
        }
    }
}
