package dev.weir.websocket;

import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts WebSockets, for one handler or for several: see {@link WebSockets.Builder#stats}.
 *
 * <pre>{@code
 * WebSocketStats chats = new WebSocketStats();
 * mux.handle("/chat", WebSockets.builder().stats(chats).listener(room));
 * registry.gauge("chats", chats, WebSocketStats::open);
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe. What is read while WebSockets come and go may be some behind.
 */
public final class WebSocketStats {
    private final LongAdder opened = new LongAdder();
    /** By the place of the kind. */
    private final LongAdder[] ended = new LongAdder[WebSocketEnd.Kind.values().length];

    /** Creates one that has counted nothing. */
    public WebSocketStats() {
        for (int i = 0; i < ended.length; i++) {
            ended[i] = new LongAdder();
        }
    }

    void opens() {
        opened.increment();
    }

    void ends(WebSocketEnd.Kind kind) {
        ended[kind.ordinal()].increment();
    }

    /**
     * Returns how many were opened.
     *
     * @return those whose handshake was answered, since this was created
     */
    public long opened() {
        return opened.sum();
    }

    /**
     * Returns how many are open.
     *
     * @return those that were opened and have not ended: neither side has sent a Close, and nothing has broken
     */
    public long open() {
        long gone = 0;
        for (LongAdder kind : ended) {
            gone += kind.sum();
        }
        // Read after the ends, so that none has ended that was not opened.
        return opened.sum() - gone;
    }

    /**
     * Returns how many have ended in one way.
     *
     * @param kind the way
     * @return those that have, since this was created
     */
    public long ended(WebSocketEnd.Kind kind) {
        return ended[Objects.requireNonNull(kind, "kind").ordinal()].sum();
    }
}
