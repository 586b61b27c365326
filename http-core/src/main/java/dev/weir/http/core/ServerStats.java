package dev.weir.http.core;

/**
 * Counts of what a server does, at a moment.
 *
 * @param openConnections connections that are open, hijacked ones not among them
 * @param runningHandlers handlers that run
 * @param requestsServed requests whose handler has ended
 * @param handlersCancelled requests that were cancelled while their handler ran, as the client went away
 * @param handlersFailed handlers that threw what is no answer
 * @param handshakes TLS handshakes that have succeeded
 * @param handshakesFailed TLS handshakes that have failed, those with peers that spoke something else among them
 */
public record ServerStats(
        long openConnections,
        long runningHandlers,
        long requestsServed,
        long handlersCancelled,
        long handlersFailed,
        long handshakes,
        long handshakesFailed) {
    /** Those of a server that has done nothing. */
    public static final ServerStats NONE = new ServerStats(0, 0, 0, 0, 0, 0, 0);

    /**
     * Adds the counts of another server.
     *
     * @param other its counts
     * @return the sums
     */
    public ServerStats plus(ServerStats other) {
        return new ServerStats(
                openConnections + other.openConnections,
                runningHandlers + other.runningHandlers,
                requestsServed + other.requestsServed,
                handlersCancelled + other.handlersCancelled,
                handlersFailed + other.handlersFailed,
                handshakes + other.handshakes,
                handshakesFailed + other.handshakesFailed);
    }
}
