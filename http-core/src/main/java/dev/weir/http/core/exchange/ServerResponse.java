package dev.weir.http.core.exchange;

import dev.weir.http.api.Commit;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
public final class ServerResponse extends ResponseWriter {
    /** A call of another thread than the handler's. */
    private interface Call {
        void run() throws IOException;
    }

    private final ServerRequest request;
    final ResponseCodec codec;
    private final HandlerRunner runner;
    /** Whether it answers HEAD, so that its content is counted and not sent. */
    private final boolean toHead;

    // Written by the handler's thread, or under the monitor by one that it lets write.
    private final ResponseHead head = new ResponseHead();
    private final ResponseBuffer buffer;
    private ResponsePhase phase = ResponsePhase.OPEN;
    /** What was registered; null while nothing was. */
    private @Nullable ResponseHooks hooks;
    /** Set by the thread that writes, read by the one that reads. */
    private volatile boolean flushed;
    /** The handler's thread. */
    private Thread owner = Thread.currentThread();
    /** Set once the handler has returned: every use is refused from then on. */
    private volatile boolean sealed;

    ServerResponse(ServerRequest request, ResponseCodec codec, HandlerRunner runner) {
        this.request = request;
        this.codec = codec;
        this.runner = runner;
        this.buffer = new ResponseBuffer(codec, runner.buffers);
        this.toHead = request.method().equals(HttpMethod.HEAD);
    }

    // ---- for engines

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
        if (hooks != null) {
            hooks.committed();
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
     * Sends {@code 100 Continue}, for a client that waits for it before it sends its content (RFC 9110 section 10.1.1). Called
     * by the thread that reads the content, before the response is committed.
     *
     * @throws IOException when the client is gone
     */
    public void sendContinue() throws IOException {
        codec.interim(Status.CONTINUE, Headers.empty());
    }

    // ---- for the runner

    ServerRequest request() {
        return request;
    }

    /** Makes the calling thread the handler's. */
    void begin() {
        owner = Thread.currentThread();
    }

    /** Returns whether an error may still take this response's place. */
    boolean replaceable() {
        return phase == ResponsePhase.OPEN && !buffer.failed();
    }

    /**
     * Answers with an error instead; the response is ended.
     *
     * @param failure what the handler has thrown, for the page; null where the error was meant
     */
    void replace(HttpError error, @Nullable Throwable failure) throws IOException {
        assert replaceable();
        head.ownHeaders();
        putError(error, failure);
        finish();
    }

    private void putError(HttpError error, @Nullable Throwable failure) throws IOException {
        if (hooks != null) {
            discardEncoded(hooks);
        }
        buffer.reset();
        ErrorRenderer.Page page = runner.errors.page(error, request, failure);
        head.replace(error, page);
        byte[] text = page.text().getBytes(StandardCharsets.UTF_8);
        put(text, 0, text.length);
    }

    /** Returns what was registered, made with the first of it. */
    ResponseHooks hooks() {
        ResponseHooks made = hooks;
        if (made == null) {
            made = new ResponseHooks();
            hooks = made;
        }
        return made;
    }

    /** Returns what was registered; null where nothing was. */
    @Nullable
    ResponseHooks registered() {
        return hooks;
    }

    /** Returns what has become of the request. */
    RequestEnd end(ResponseHooks noted) {
        boolean headSent = phase == ResponsePhase.COMMITTED || phase == ResponsePhase.ENDED || noted.headNanos() > 0;
        EncodedContent encoded = noted.encoded();
        String refusal = noted.refusal();
        RequestEnd.Outcome outcome = outcome(refusal != null, headSent);
        boolean counts = headSent && hasContent() && outcome != RequestEnd.Outcome.TUNNEL;
        return new FinishedRequest(
                outcome,
                headSent || phase == ResponsePhase.HIJACKED ? head.status() : 0,
                !counts ? 0 : encoded != null ? encoded.sent() : buffer.written(),
                Duration.ofNanos(noted.headNanos()),
                Duration.ofNanos(noted.elapsed()),
                request.pattern(),
                Optional.ofNullable(noted.failure()),
                refusal == null ? "" : refusal,
                request.protocol(),
                request.streamId(),
                request.remoteAddress(),
                Optional.of(request));
    }

    private RequestEnd.Outcome outcome(boolean refused, boolean headSent) {
        if (phase == ResponsePhase.HIJACKED || headSent && tunnelled()) {
            return RequestEnd.Outcome.TUNNEL;
        }
        if (phase == ResponsePhase.ENDED && !failed()) {
            return refused ? RequestEnd.Outcome.REFUSED : RequestEnd.Outcome.COMPLETE;
        }
        boolean byClient = request.wasCancelled() ? !request.wasCancelledByServer() : failed();
        return byClient ? RequestEnd.Outcome.CLIENT_GONE : RequestEnd.Outcome.ABORTED;
    }

    /** Returns whether its head begins a tunnel: a 2xx to CONNECT (RFC 9110 section 9.3.6). */
    private boolean tunnelled() {
        return head.status() < 300 && isConnect();
    }

    private boolean isConnect() {
        return request.method().equals(HttpMethod.CONNECT);
    }

    private void discardEncoded(ResponseHooks from) {
        EncodedContent encoded = from.encoded();
        if (encoded != null) {
            try {
                encoded.discard();
            } catch (IOException e) {
                runner.server.logDebug(request + ": an encoder could not be closed", e);
            }
        }
    }

    /** Breaks the response off, unless the connection was taken over or that was done. */
    void abort() {
        if (phase != ResponsePhase.HIJACKED && phase != ResponsePhase.ABORTED) {
            phase = ResponsePhase.ABORTED;
            codec.abort();
        }
    }

    /**
     * Refuses the handler's later calls, as it has returned, and waits for one that another thread is still in. One that is in
     * a call to a tunnel is woken.
     */
    void seal() {
        try {
            codec.handlerReturned();
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

    /** Gives the buffer back, and frees what encoders hold. */
    void release() {
        if (hooks != null) {
            discardEncoded(hooks);
        }
        buffer.release();
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
        return phase != ResponsePhase.OPEN;
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

    /** Keeps to the Content-Length that the handler has set. */
    private void requireRoom(long len) throws IOException {
        long limit = phase == ResponsePhase.OPEN ? head.declared() : buffer.declared();
        if (limit >= 0 && len > limit - buffer.written() && head.allowsContent()) {
            throw new IOException("the response's Content-Length is " + limit + ": " + len + " bytes on top of "
                    + buffer.written() + " are more");
        }
    }

    /** Counts content, and holds it until there is more than the buffer has room for; commits then. */
    private void put(byte[] b, int off, int len) throws IOException {
        buffer.count(len);
        int first = 0;
        if (phase == ResponsePhase.OPEN) {
            if (len <= buffer.room()) {
                buffer.hold(b, off, len);
                return;
            }
            if (buffer.length() == 0) {
                commit(false, b, off, len);
            } else {
                first = buffer.room();
                buffer.hold(b, off, first);
                commit(false);
            }
        }
        EncodedContent encoded = encoded();
        if (!hasContent()) {
            buffer.clear();
        } else if (encoded != null) {
            encoded.write(b, off + first, len - first);
        } else {
            buffer.sendOrHold(b, off + first, len - first);
        }
    }

    private @Nullable EncodedContent encoded() {
        return hooks == null ? null : hooks.encoded();
    }

    /** The same with what lies elsewhere: as much as the buffer has room for goes out with the head. */
    private void put(DirectContent content) throws IOException {
        if (phase == ResponsePhase.OPEN) {
            boolean fits = content.remaining() <= buffer.room();
            buffer.hold(content, (int) Math.min(content.remaining(), buffer.room()));
            if (fits) {
                return;
            }
            commit(false);
        }
        EncodedContent encoded = encoded();
        if (!hasContent()) {
            buffer.clear();
            content.skip();
        } else if (encoded != null) {
            encoded.write(content);
        } else {
            buffer.sendOrHold(content);
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

    /** Ends the response, unless that was done. */
    void finish() throws IOException {
        if (!phase.unfinished()) {
            return;
        }
        if (buffer.failed()) {
            abort();
            return;
        }
        if (phase == ResponsePhase.OPEN) {
            commit(true);
        }
        EncodedContent encoded = encoded();
        if (encoded != null) {
            encoded.end();
        }
        buffer.sendHeld(hasContent());
        if (hasContent() && buffer.missing() > 0) {
            abort();
            throw new IOException("the response was broken off: its Content-Length is " + buffer.declared() + ", and "
                    + buffer.missing() + " bytes of it were not written");
        }
        phase = ResponsePhase.ENDED;
        buffer.end(head.finishedTrailers());
    }

    /** Commits with the content that is held. */
    private void commit(boolean last) throws IOException {
        commit(last, buffer.array(), 0, buffer.length());
    }

    /**
     * Decides what the head says, and puts it on its way.
     *
     * @param last whether the content is whole
     * @param b the content's beginning
     */
    private void commit(boolean last, byte[] b, int off, int len) throws IOException {
        // A HEAD that wrote nothing says nothing of how long the content of a GET would be.
        boolean whole = last && (buffer.written() > 0 || !toHead);
        head.addType(b, off, len);
        if (hooks != null) {
            commitWithHooks(hooks, whole, last, b, off, len);
        } else {
            sendHead(whole ? buffer.written() : ResponseCodec.UNKNOWN, last);
        }
    }

    private void commitWithHooks(ResponseHooks noted, boolean whole, boolean last, byte[] b, int off, int len)
            throws IOException {
        // Before an encoder takes it out: the handler is held to it all the same.
        long declared = head.declared();
        if (noted.wantsCommit() && !(head.status() < 300 && isConnect())) {
            runCommitHooks(noted, whole, b, off, len);
        }
        EncodedContent encoded = noted.encoded();
        long known = encoded == null ? buffer.written() : encoded.collected();
        sendHead(whole ? known : ResponseCodec.UNKNOWN, last);
        noted.committed();
        if (encoded != null) {
            buffer.expect(declared);
            encoded.startSending();
        }
    }

    /** Runs the hooks, and gives what is there of the content to the encoders that they have set. */
    private void runCommitHooks(ResponseHooks noted, boolean whole, byte[] b, int off, int len) throws IOException {
        PendingCommit commit = new PendingCommit(
                head, toHead, whole ? ByteBuffer.wrap(b, off, len).slice() : null);
        noted.commit(commit);
        if (commit.encoders().isEmpty() || !hasContent()) {
            return;
        }
        EncodedContent encoded = new EncodedContent(commit.encoders(), buffer);
        noted.encoded(encoded);
        encoded.write(buffer.array(), 0, buffer.length());
        buffer.clear();
        if (whole) {
            encoded.end();
        }
    }

    /**
     * Sends the head.
     *
     * @param known the content's length where all of it is there, else {@link ResponseCodec#UNKNOWN}
     */
    private void sendHead(long known, boolean last) throws IOException {
        boolean hasContent = hasContent();
        long length = head.length(known, hasContent && codec.allowsTrailers(head.status(), ResponseCodec.UNKNOWN));
        head.finish(hasContent && codec.allowsTrailers(head.status(), length));
        phase = ResponsePhase.COMMITTED;
        buffer.head(head.status(), head.headers(), length, head.wantsDate(runner.config), last);
    }

    /** Returns whether this response's content goes out at all. */
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
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its response is over");
        }
    }
}
