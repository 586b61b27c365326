package dev.weir.http.core;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of what a server does, at a moment.
 *
 * @param openConnections connections that are open, those that handlers have taken over among them
 * @param runningHandlers handlers that run
 * @param requestsServed requests whose handler has ended
 * @param handlersCancelled requests that were cancelled while their handler ran, as the client went away
 * @param handlersFailed handlers that threw what is no answer
 * @param openTunnels tunnels that are open: accepted by {@link dev.weir.http.api.TunnelRequest#accept}, WebSockets among them, and
 *     neither closed nor their handlers ended; without connections that handlers have taken over as they are
 * @param tunnels tunnels that were accepted, those that are open among them
 * @param handshakes TLS handshakes that have succeeded
 * @param handshakesFailed TLS handshakes that have failed, those with peers that spoke something else among them
 * @param bufferedBytes memory that is held for clients as they decide on it, which {@link ServerBuilder#maxBufferedBytes} bounds:
 *     content that no handler has read, heads that are not whole, what waits for those that do not read
 * @param memoryRefusals how often clients were refused something as there was no memory of that kind left
 * @param handOvers how often a loop was given to another thread, as a handler stood still on it
 * @param detachedThreads threads that have led a loop and stand still in handlers
 * @param handlersOnVirtualThreads handlers that were given virtual threads in place of a loop, as others of their kind have stood
 *     still; without those of connections that were served on virtual threads altogether, as too many handlers stood still
 * @param longestStay the longest that a handler, or anything else, was seen to stay on a loop before that was given to another
 *     thread; exact to about a millisecond
 * @param agedConnections connections that were told to end as they had reached {@link ServerBuilder#maxConnectionAge}
 * @param abuse what clients have made the server do that was of no use to themselves: how often, by kind, in the order
 *     of the kinds' names. Which kinds there are is a matter of the protocols: those of HTTP/2 are the constants of
 *     {@code dev.weir.http2.config.Abuse}. A little of each is what honest clients do
 */
public record ServerStats(
        long openConnections,
        long runningHandlers,
        long requestsServed,
        long handlersCancelled,
        long handlersFailed,
        long openTunnels,
        long tunnels,
        long handshakes,
        long handshakesFailed,
        long bufferedBytes,
        long memoryRefusals,
        long handOvers,
        long detachedThreads,
        long handlersOnVirtualThreads,
        Duration longestStay,
        long agedConnections,
        Map<String, Long> abuse) {
    /** Those of a server that has done nothing. */
    public static final ServerStats NONE =
            new ServerStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, Map.of());

    /** Copies the counts by kind, which do not change. */
    public ServerStats {
        abuse = Collections.unmodifiableMap(new TreeMap<>(abuse));
    }

    /**
     * Adds the counts of another server.
     *
     * @param other its counts
     * @return the sums, and of the longest stays the longer
     */
    public ServerStats plus(ServerStats other) {
        Map<String, Long> sums = new TreeMap<>(abuse);
        other.abuse.forEach((kind, count) -> sums.merge(kind, count, Long::sum));
        return new ServerStats(
                openConnections + other.openConnections,
                runningHandlers + other.runningHandlers,
                requestsServed + other.requestsServed,
                handlersCancelled + other.handlersCancelled,
                handlersFailed + other.handlersFailed,
                openTunnels + other.openTunnels,
                tunnels + other.tunnels,
                handshakes + other.handshakes,
                handshakesFailed + other.handshakesFailed,
                bufferedBytes + other.bufferedBytes,
                memoryRefusals + other.memoryRefusals,
                handOvers + other.handOvers,
                detachedThreads + other.detachedThreads,
                handlersOnVirtualThreads + other.handlersOnVirtualThreads,
                longestStay.compareTo(other.longestStay) < 0 ? other.longestStay : longestStay,
                agedConnections + other.agedConnections,
                sums);
    }
}
