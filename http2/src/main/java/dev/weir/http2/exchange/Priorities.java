package dev.weir.http2.exchange;

import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.stream.PeerSettings;
import dev.weir.http2.stream.StreamState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The priorities that a client has signalled, and whether they count (RFC 9218, and the tree of RFC 7540).
 *
 * <p>A client that never names a priority knows nothing of RFC 9218's default, by which its responses would come one
 * after another: they share the connection in turns, so that a small one does not wait for a large one. So do those of
 * a connection that an intermediary shares among its clients, whatever they say: none of them may decide what another
 * waits for (RFC 9218 section 13.1).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class Priorities {
    private static final StreamPriority BY_TURNS = new StreamPriority.Urgency(StreamPriority.DEFAULT.urgency(), true);
    /** Most clients signal nothing before a request, or do so for the next one alone. */
    private static final int FIRST = 4;

    private static final int[] NO_IDS = {};
    private static final StreamPriority[] NONE_AHEAD = {};

    private final PeerSettings peer;
    private final WriteScheduler scheduler;
    private final boolean usesRfc7540Priorities;
    private final int maxConcurrentStreams;

    /** Whether the client has named a priority by RFC 9218. */
    private boolean named;
    /** Whether an intermediary has sent a request on the connection. */
    private boolean intermediary;

    /** Priorities of streams that are idle, in no order; empty while there was none. */
    private int[] ids = NO_IDS;

    private StreamPriority[] ahead = NONE_AHEAD;
    private int count;

    Priorities(EngineContext context, PeerSettings peer, WriteScheduler scheduler) {
        this.peer = peer;
        this.scheduler = scheduler;
        this.usesRfc7540Priorities = context.schedulers.usesRfc7540Priorities();
        this.maxConcurrentStreams = context.settings.maxConcurrentStreams();
    }

    /**
     * Returns the priority that a stream begins with. PRIORITY_UPDATE before the request counts before what came with
     * it, and RFC 9218 before RFC 7540.
     *
     * @param dependency the priority in HEADERS by RFC 7540; null for none
     * @param forwarded whether an intermediary has sent the request
     */
    public StreamPriority open(
            int id, RequestHead head, StreamPriority.@Nullable Dependency dependency, boolean forwarded) {
        named |= head.priority() != null;
        intermediary |= forwarded;
        StreamPriority early = takeAhead(id);
        if (intermediary) {
            return unnamed();
        }
        if (early != null) {
            return early;
        }
        if (dependency != null && !peer.noRfc7540Priorities() && (usesRfc7540Priorities || head.priority() == null)) {
            return dependency;
        }
        return head.priority() == null ? unnamed() : StreamPriority.Urgency.parse(head.priority());
    }

    /** Returns the priority of a stream for which none was signalled. */
    StreamPriority unnamed() {
        // In the tree siblings share as they are.
        return usesRfc7540Priorities || named && !intermediary ? StreamPriority.DEFAULT : BY_TURNS;
    }

    /** Receives PRIORITY (RFC 7540 section 6.3). */
    public void dependency(int stream, StreamPriority.Dependency dependency) {
        if (!intermediary && !peer.noRfc7540Priorities()) {
            scheduler.adjust(stream, dependency);
        }
    }

    /**
     * Receives PRIORITY_UPDATE (RFC 9218 section 7.1).
     *
     * @param limitsKnown whether the client has acknowledged our limit of streams
     * @throws ConnectionError for a stream that was not promised, and for more idle streams than it may open
     */
    public void update(int stream, StreamPriority priority, Streams streams, boolean limitsKnown)
            throws ConnectionError {
        named = true;
        if (streams.stateOf(stream) == StreamState.IDLE) {
            if ((stream & 1) == 0) {
                // "Servers that receive a PRIORITY_UPDATE for a push stream in the "idle" state MUST respond with a
                // connection error of type PROTOCOL_ERROR."
                throw new ConnectionError(
                        ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for a stream that was not promised");
            }
            putAhead(stream, priority, streams, limitsKnown);
        } else if (!intermediary && streams.get(stream) != null) {
            scheduler.adjust(stream, priority);
        }
    }

    private void putAhead(int stream, StreamPriority priority, Streams streams, boolean limitsKnown)
            throws ConnectionError {
        int at = 0;
        while (at < count && ids[at] != stream) {
            at++;
        }
        if (at == count) {
            dropBelow(streams.last());
            if (count + streams.openedByClient() >= maxConcurrentStreams) {
                if (limitsKnown) {
                    // "The number of streams that have been prioritized but remain in the "idle" state plus the number
                    // of active streams ... MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS
                    // parameter. Servers that receive such a PRIORITY_UPDATE MUST respond with a connection error of
                    // type PROTOCOL_ERROR."
                    throw new ConnectionError(
                            ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for more streams than may be open");
                }
                return;
            }
            at = count++;
            if (at == ids.length) {
                int length = Math.max(FIRST, 2 * at);
                ids = Arrays.copyOf(ids, length);
                ahead = Arrays.copyOf(ahead, length);
            }
        }
        ids[at] = stream;
        ahead[at] = priority;
    }

    /** Takes the priority of a stream that is opened now; null for none. */
    private @Nullable StreamPriority takeAhead(int stream) {
        StreamPriority taken = null;
        for (int i = 0; i < count; i++) {
            if (ids[i] == stream) {
                taken = ahead[i];
            }
        }
        dropBelow(stream);
        return taken;
    }

    /** Drops streams below one that was opened, as they are not idle (RFC 9113 section 5.1.1). */
    private void dropBelow(int last) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (ids[i] > last) {
                ids[kept] = ids[i];
                ahead[kept++] = ahead[i];
            }
        }
        count = kept;
    }
}
