package dev.weir.http.core.connection;

import dev.weir.http.core.connection.ConnectionState.Phase;

/**
 * How a connection that is kept has been used of late, and its end in a shutdown that goes by that: one whose client asks again and
 * again has, as like as not, its next request on the way when what is idle is closed.
 *
 * <p><b>Threads.</b> {@link #used} and {@link #waitsOnceMore} are for the connection's threads, {@link #turn} for the sweeper's, the
 * rest for any.
 */
final class KeptUse {
    /** A second of the sweeper's turns, a bit each. */
    private static final int REMEMBERED = (1 << 10) - 1;

    private final long id;
    private final ConnectionRegistry registry;
    private final ConnectionState state;
    private final ChannelCloser closer;

    /** Written by the connection's threads, of which there is one at a time; the sweeper may see a change a turn late. */
    private int uses;
    /** The sweeper's. */
    private int seen;
    /** The lowest bit is that of the last turn. Written by the sweeper. */
    private volatile int turns;
    /** Whether it waits, in a shutdown, for a last request. Connection's thread. */
    private boolean settling;

    KeptUse(long id, ConnectionRegistry registry, ConnectionState state, ChannelCloser closer) {
        this.id = id;
        this.registry = registry;
        this.state = state;
        this.closer = closer;
    }

    void used() {
        uses++;
    }

    void turn() {
        int now = uses;
        int before = turns;
        int after = before << 1 & REMEMBERED | (now == seen ? 0 : 1);
        seen = now;
        if (after != before) {
            turns = after;
        }
    }

    /** Whether it was used in two turns of the last second, or more. */
    boolean isSteady() {
        return Integer.bitCount(turns) > 1;
    }

    /**
     * Whether a connection that falls idle in a shutdown waits for one more request: its answer began before the shutdown and has
     * promised to keep it, so that a request may be on its way.
     */
    boolean waitsOnceMore() {
        if (settling || registry.settleNanos(true) <= 0) {
            return false;
        }
        settling = true;
        closeSoon(true);
        return true;
    }

    /**
     * Has the connection closed as soon as it is idle and its client need not be waited for; unless it is active: then
     * {@link #waitsOnceMore} is asked when the answer is out. On a thread of its own, as a shutdown waits for no single client.
     *
     * @param promised whether its last answer, which went out meanwhile, has said that it may be used again
     */
    void closeSoon(boolean promised) {
        if (promised || state.phase() != Phase.ACTIVE) {
            Thread.ofVirtual()
                    .name("weir-drain-", id)
                    .start(() -> closer.closeSoon(
                            state, promised ? () -> true : this::isSteady, registry.settleNanos(promised)));
        }
    }
}
