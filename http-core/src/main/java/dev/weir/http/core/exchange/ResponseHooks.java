package dev.weir.http.core.exchange;

import dev.weir.http.api.Commit;
import dev.weir.http.api.RequestEnd;
import java.util.ArrayDeque;
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
    /** The last registered at the front. */
    private final ArrayDeque<Consumer<Commit>> onCommit = new ArrayDeque<>(2);
    /** The last registered at the front. */
    private final ArrayDeque<Consumer<RequestEnd>> onEnd = new ArrayDeque<>(2);
    /** The encoders of the content; null for none. */
    private @Nullable EncodedContent encoded;

    /** A time of {@link System#nanoTime}; valid where an end is wanted. */
    private long began;
    /** How long it took to the head; zero before that. */
    private long headNanos;
    /** What the handler has thrown, or what has ended its response; null for nothing. */
    private @Nullable Throwable failure;
    /** Why no handler has seen the request; null where one has. */
    private @Nullable String refusal;

    void onCommit(Consumer<Commit> hook) {
        onCommit.addFirst(Objects.requireNonNull(hook, "hook"));
    }

    void onEnd(Consumer<RequestEnd> hook) {
        Objects.requireNonNull(hook, "hook");
        if (onEnd.isEmpty()) {
            began = System.nanoTime();
        }
        onEnd.addFirst(hook);
    }

    /** Runs the commit hooks that have not run. */
    void commit(PendingCommit commit) {
        try {
            for (Consumer<Commit> hook = onCommit.poll(); hook != null; hook = onCommit.poll()) {
                hook.accept(commit);
            }
        } finally {
            commit.close();
        }
    }

    /** Returns whether commit hooks are left to run. */
    boolean wantsCommit() {
        return !onCommit.isEmpty();
    }

    /** Takes the next hook for the end, or null. */
    @Nullable
    Consumer<RequestEnd> nextEnd() {
        return onEnd.poll();
    }

    /** Returns whether hooks for the end are left to run. */
    boolean wantsEnd() {
        return !onEnd.isEmpty();
    }

    // ---- what is noted

    /** The head goes out. */
    void committed() {
        if (wantsEnd()) {
            headNanos = System.nanoTime() - began;
        }
    }

    long headNanos() {
        return headNanos;
    }

    /** Returns the time since the first hook for the end was registered, in nanoseconds. */
    long elapsed() {
        return System.nanoTime() - began;
    }

    @Nullable
    EncodedContent encoded() {
        return encoded;
    }

    void encoded(@Nullable EncodedContent content) {
        encoded = content;
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
}
