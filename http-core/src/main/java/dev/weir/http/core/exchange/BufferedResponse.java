package dev.weir.http.core.exchange;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response from its first byte to its end: what is held back, when the head goes out and what it says, which hooks and
 * encoders the content passes, and what an error does to it. {@link ServerResponse} adds who may use it, and when.
 *
 * <p><b>Threads.</b> Used by one thread at a time: the handler's thread, or under the monitor one that it lets write.
 */
abstract sealed class BufferedResponse extends ResponseWriter permits ServerResponse {
    final ServerRequest request;
    final ResponseCodec codec;
    final HandlerRunner runner;
    /** Whether it answers HEAD, so that its content is counted and not sent. */
    private final boolean toHead;

    final ResponseHead head = new ResponseHead();
    final ResponseBuffer buffer;
    ResponsePhase phase = ResponsePhase.OPEN;
    /** What was registered; null while nothing was. */
    private @Nullable ResponseHooks hooks;

    BufferedResponse(ServerRequest request, ResponseCodec codec, HandlerRunner runner) {
        this.request = request;
        this.codec = codec;
        this.runner = runner;
        this.buffer = new ResponseBuffer(codec, runner.buffers);
        this.toHead = request.method().equals(HttpMethod.HEAD);
    }

    ServerRequest request() {
        return request;
    }

    /** Returns whether an error may still take this response's place. To a request that was cancelled nobody waits for one. */
    boolean replaceable() {
        return phase == ResponsePhase.OPEN && !buffer.failed() && !request.wasCancelled();
    }

    /**
     * Answers with an error instead; the response is ended.
     *
     * @param failure what the handler has thrown, for the page; null where the error was meant
     */
    void replace(HttpError error, @Nullable Throwable failure) throws IOException {
        // A request may be cancelled since that was asked; then nothing of this goes out, or it is not read.
        assert phase == ResponsePhase.OPEN && !buffer.failed();
        head.ownHeaders();
        putError(error, failure);
        finish();
    }

    void putError(HttpError error, @Nullable Throwable failure) throws IOException {
        if (hooks != null) {
            hooks.discardEncoded(runner.server, request);
            hooks.beginAnew();
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
            if (phase == ResponsePhase.COMMITTED || phase == ResponsePhase.ENDED) {
                made.committed();
            }
            if (phase == ResponsePhase.ENDED) {
                made.ended(request.wasCancelled());
            }
        }
        return made;
    }

    /** Returns what was registered; null where nothing was. */
    @Nullable
    ResponseHooks registered() {
        return hooks;
    }

    ResponsePhase phase() {
        return phase;
    }

    /** Returns how much content was sent, as it came out of encoders. */
    long sentBytes() {
        return buffer.sent();
    }

    /** Returns whether this is the beginning of a tunnel: a 2xx to CONNECT (RFC 9110 section 9.3.6). */
    boolean opensTunnel() {
        return head.status() < 300 && request.method().equals(HttpMethod.CONNECT);
    }

    /** Breaks the response off, unless the connection was taken over or that was done. */
    void abort() {
        if (phase != ResponsePhase.HIJACKED && phase != ResponsePhase.ABORTED) {
            phase = ResponsePhase.ABORTED;
            codec.abort();
        }
    }

    /** Gives the buffer back, and frees what encoders hold. */
    void release() {
        if (hooks != null) {
            hooks.discardEncoded(runner.server, request);
        }
        buffer.release();
    }

    /** Keeps to the Content-Length that the handler has set. */
    void requireRoom(long len) throws IOException {
        long limit = phase == ResponsePhase.OPEN ? head.declared() : buffer.declared();
        if (limit >= 0 && len > limit - buffer.written() && head.allowsContent()) {
            throw new IOException("the response's Content-Length is " + limit + ": " + len + " bytes on top of "
                    + buffer.written() + " are more");
        }
    }

    /** Counts content, and holds it until there is more than the buffer has room for; commits then. */
    void put(byte[] b, int off, int len) throws IOException {
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

    @Nullable
    EncodedContent encoded() {
        return hooks == null ? null : hooks.encoded();
    }

    /** The same with what lies elsewhere, of which nothing is held where it is more: but for what says its type. */
    void put(DirectContent content) throws IOException {
        boolean fits = content.remaining() <= buffer.room();
        if (!fits && content instanceof DirectContent.OfFile file) {
            file.requireWhole();
        }
        if (phase == ResponsePhase.OPEN) {
            if (fits) {
                buffer.hold(content, (int) content.remaining());
                return;
            }
            if (head.lacksType()) {
                buffer.hold(content, buffer.room());
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

    /** Ends the response, unless that was done. */
    void finish() throws IOException {
        if (!phase.unfinished()) {
            return;
        }
        if (buffer.failed() || phase == ResponsePhase.OPEN && request.wasCancelled()) {
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
        if (hooks != null) {
            hooks.ended(request.wasCancelled());
        }
        buffer.end(head.finishedTrailers());
    }

    /** Commits with the content that is held. */
    void commit(boolean last) throws IOException {
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
        noted.requireNoFailedCommit();
        // Before an encoder takes it out: the handler is held to it all the same.
        long declared = head.declared();
        try {
            boolean known = runCommitHooks(noted, whole, b, off, len);
            EncodedContent encoded = noted.encoded();
            long length = encoded == null ? buffer.written() : encoded.collected();
            sendHead(known ? length : ResponseCodec.UNKNOWN, last);
        } catch (IOException | RuntimeException | Error e) {
            noted.commitFailed(e);
            throw e;
        }
        noted.committed();
        EncodedContent encoded = noted.encoded();
        if (encoded != null) {
            buffer.expect(declared);
            encoded.startSending();
        }
    }

    /** Runs the hooks, and gives the content to their encoders; returns whether its length is known then. */
    private boolean runCommitHooks(ResponseHooks noted, boolean whole, byte[] b, int off, int len) throws IOException {
        if (!noted.wantsCommit() || opensTunnel()) {
            return whole;
        }
        PendingCommit commit = new PendingCommit(
                head, toHead, whole ? ByteBuffer.wrap(b, off, len).slice() : null);
        phase = ResponsePhase.COMMITTING;
        try {
            noted.runCommit(commit);
            if (commit.encoders().isEmpty()) {
                return whole;
            }
            if (!hasContent()) {
                // To HEAD: how long the encoded content would be is known only to one who encodes it.
                return false;
            }
            noted.encode(commit.encoders(), buffer, whole);
            return whole;
        } finally {
            phase = ResponsePhase.OPEN;
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
    boolean hasContent() {
        return !toHead && head.allowsContent();
    }
}
