package dev.weir.mux;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The middleware around a route, from the outside in. Chains of one router that begin with the same objects share that
 * beginning, so that what several routes have in common is found by going outward.
 *
 * <p>The router's own answers go through a chain that was composed once as well: which answer it is comes with the
 * request.
 */
final class Chain {
    private static final AttributeKey<Handler> ANSWER = AttributeKey.of("dev.weir.mux.ANSWER");

    private final @Nullable Chain outer;
    private final @Nullable Middleware middleware;
    private final int depth;
    /** Calls the answer that a request has with it, within this chain. */
    private final Handler answers;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Chain> inner = new ArrayList<>(); // guarded by lock

    /** A chain without middleware: where those of a router begin. */
    Chain() {
        outer = null;
        middleware = null;
        depth = 0;
        answers = (w, r) -> r.attribute(ANSWER).orElseThrow().serve(w, r);
    }

    private Chain(Chain outer, Middleware middleware) {
        this.outer = outer;
        this.middleware = middleware;
        this.depth = outer.depth + 1;
        this.answers = outer.wrap(wrap(middleware, outer.outermost().answers));
    }

    private Chain outermost() {
        Chain chain = this;
        for (Chain next = outer; next != null; next = chain.outer) {
            chain = next;
        }
        return chain;
    }

    /** Returns this chain with one more middleware inside. */
    Chain with(Middleware added) {
        lock.lock();
        try {
            for (Chain chain : inner) {
                if (chain.middleware == added) {
                    return chain;
                }
            }
            Chain chain = new Chain(this, added);
            inner.add(chain);
            return chain;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a handler with all of the middleware around it. */
    Handler wrap(Handler handler) {
        Handler wrapped = handler;
        for (Chain chain = this; chain != null; chain = chain.outer) {
            wrapped = chain.middleware == null ? wrapped : wrap(chain.middleware, wrapped);
        }
        return wrapped;
    }

    private static Handler wrap(Middleware middleware, Handler handler) {
        return Objects.requireNonNull(middleware.wrap(handler), "what a middleware wraps a handler in is null");
    }

    /** Returns one of the router's own answers with the middleware around it. */
    Handler answer(Handler answer) {
        return outer == null ? answer : (w, r) -> answers.serve(w, r.withAttribute(ANSWER, answer));
    }

    /** Returns what two chains of one router have in common. */
    static Chain common(Chain a, Chain b) {
        Chain left = a;
        Chain right = b;
        while (left != right) {
            // The one that is longer, or both, one step outward; they meet where those of the router begin.
            if (left.depth >= right.depth && left.outer != null) {
                left = left.outer;
            } else if (right.outer != null) {
                right = right.outer;
            }
        }
        return left;
    }
}
