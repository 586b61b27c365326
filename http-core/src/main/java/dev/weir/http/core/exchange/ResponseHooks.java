package dev.weir.http.core.exchange;

import dev.weir.http.api.Commit;
import dev.weir.http.api.ContentEncoder;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was registered on a response, and what is noted for it. A response without any has none of these, so that it costs
 * nothing.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseHooks {
    /** The last registered at the front; null before the first. */
    private @Nullable ArrayDeque<Consumer<Commit>> onCommit;
    /** The last registered at the front; null before the first. */
    private @Nullable ArrayDeque<Consumer<RequestEnd>> onEnd;
    /** Gets the end after all hooks; null for none, and once it was taken. */
    private @Nullable Consumer<RequestEnd> listener;
    /** What a commit hook or an encoder has thrown last; null for nothing. */
    private @Nullable Throwable thrown;
    /** The encoders of the content; null for none. */
    private @Nullable EncodedContent encoded;

    /** A time of {@link System#nanoTime}; valid where an end is wanted. */
    private long began;

    private boolean headSent;
    /** Whether the response came to its end before its request was cancelled. */
    private boolean whole;
    /** How long the request waited for its handler; zero where that is not known. */
    private long waitingNanos;
    /** How long the handler took; zero before it has returned. */
    private long handlerNanos;
    /** Whether {@link #handlerNanos} is known, and all that is left to do is to send. */
    private boolean endsWithHandler;
    /** Whether the head went out right behind that. */
    private boolean sentAtOnce;
    /** How long writes have waited for the client. */
    private long stalledNanos;
    /** How long it took to the head; zero before that, and where it went out before the first hook. */
    private long headNanos;
    /** What the handler has thrown, or what has ended its response; null for nothing. */
    private @Nullable Throwable failure;
    /** Why the head could not go out after hooks had run; null for nothing. */
    private @Nullable Throwable commitFailure;
    /** Why the request was refused; null where it was not. */
    private @Nullable String refusal;
    /** Whether the request's handler is never called, though nothing refused it. */
    private boolean skipped;

    void onCommit(Consumer<Commit> hook) {
        Objects.requireNonNull(hook, "hook");
        if (onCommit == null) {
            onCommit = new ArrayDeque<>(2);
        }
        onCommit.addFirst(hook);
    }

    void onEnd(Consumer<RequestEnd> hook) {
        Objects.requireNonNull(hook, "hook");
        if (!wantsEnd()) {
            began = System.nanoTime();
        }
        if (onEnd == null) {
            onEnd = new ArrayDeque<>(2);
        }
        onEnd.addFirst(hook);
    }

    /**
     * Has the server's listener hear of the end; called before any hook is registered.
     *
     * @param readySince since when the request has waited for its handler; zero where that is not known
     */
    void listen(Consumer<RequestEnd> heard, long readySince) {
        began = System.nanoTime();
        waitingNanos = readySince == 0 ? 0 : began - readySince;
        listener = heard;
    }

    /** Runs the commit hooks that have not run. */
    void runCommit(PendingCommit commit) {
        try {
            ArrayDeque<Consumer<Commit>> hooks = onCommit;
            if (hooks != null) {
                for (Consumer<Commit> hook = hooks.poll(); hook != null; hook = hooks.poll()) {
                    hook.accept(commit);
                }
            }
        } catch (RuntimeException | Error e) {
            thrown = e;
            throw e;
        } finally {
            commit.close();
        }
    }

    /** Returns whether this is what a commit hook, or an encoder that it has set, has thrown before the head went out. */
    boolean hasThrown(Throwable e) {
        return e == thrown;
    }

    /** Returns whether commit hooks are left to run. */
    boolean wantsCommit() {
        return onCommit != null && !onCommit.isEmpty();
    }

    /** Takes the next hook for the end, or null. */
    @Nullable
    Consumer<RequestEnd> nextEnd() {
        Consumer<RequestEnd> next = onEnd == null ? null : onEnd.poll();
        if (next == null) {
            next = listener;
            listener = null;
        }
        return next;
    }

    /** Returns whether hooks for the end are left to run. */
    boolean wantsEnd() {
        return listener != null || onEnd != null && !onEnd.isEmpty();
    }

    // ---- what is noted

    /** The head goes out. */
    void committed() {
        headSent = true;
        if (wantsEnd()) {
            // Right behind the handler's return, unless other code has run since: the clock costs more than what is
            // between.
            sentAtOnce = endsWithHandler && onCommit == null;
            headNanos = sentAtOnce ? handlerNanos : System.nanoTime() - began;
        }
    }

    boolean headSent() {
        return headSent;
    }

    /**
     * The handler has returned.
     *
     * @param failed whether it has thrown
     */
    void returned(boolean failed) {
        if (wantsEnd() && handled()) {
            handlerNanos = System.nanoTime() - began;
            endsWithHandler = !failed;
        }
    }

    /** A write has waited for the client. */
    void stalled(long nanos) {
        stalledNanos += nanos;
    }

    long waitingNanos() {
        return waitingNanos;
    }

    long handlerNanos() {
        return handlerNanos;
    }

    long stalledNanos() {
        return stalledNanos;
    }

    /** The end goes out. */
    void ended(boolean cancelled) {
        whole = !cancelled;
    }

    boolean whole() {
        return whole;
    }

    /**
     * Returns when the response was over, of {@link System#nanoTime}; asked for once, when it is. Where all of it went out right
     * behind the handler's return, and nothing had to be waited for, that is when the handler has returned.
     */
    long endNanoTime() {
        return sentAtOnce && whole && stalledNanos == 0 ? began + handlerNanos : System.nanoTime();
    }

    long headNanos() {
        return headNanos;
    }

    /** Returns when the first hook for the end was registered, of {@link System#nanoTime}; 0 while there is none. */
    long began() {
        return began;
    }

    @Nullable
    EncodedContent encoded() {
        return encoded;
    }

    /**
     * Puts encoders around the content, and gives them what the buffer holds of it.
     *
     * @param encoders the innermost first
     * @param whole whether that is all of it
     */
    void encode(List<ContentEncoder> encoders, ResponseBuffer buffer, boolean whole) throws IOException {
        try {
            EncodedContent content = new EncodedContent(encoders, buffer);
            encoded = content;
            content.write(buffer.array(), 0, buffer.length());
            buffer.clear();
            if (whole) {
                content.end();
            }
        } catch (IOException | RuntimeException | Error e) {
            thrown = e;
            throw e;
        }
    }

    /** Frees what encoders hold, if there are any; what they still put out goes nowhere. */
    void discardEncoded(ServerContext server, ServerRequest request) {
        EncodedContent content = encoded;
        if (content != null) {
            try {
                content.discard();
            } catch (IOException | RuntimeException e) {
                server.logDebug(request + ": an encoder could not be closed", e);
            }
        }
    }

    /** Forgets the encoders, and a commit that has failed, as an error takes the content's place. */
    void beginAnew() {
        encoded = null;
        commitFailure = null;
    }

    /** Notes that hooks have changed the fields of a response that could not be committed then. */
    void commitFailed(Throwable thrown) {
        commitFailure = thrown;
    }

    /** Refuses to commit a response with what only some hooks have changed: a handler may catch what they throw. */
    void requireNoFailedCommit() throws IOException {
        if (commitFailure != null) {
            throw new IOException("the response could not be committed before", commitFailure);
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Notes what went wrong; the first counts. */
    void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    void refused(String message) {
        refusal = message;
    }

    /** Notes that no handler is called, as there is no way left to answer. */
    void skipped() {
        skipped = true;
    }

    /** Returns whether a handler has seen the request. */
    boolean handled() {
        return refusal == null && !skipped;
    }
}
