package dev.weir.http.core;

/**
 * Counts of what a server does, at a moment.
 *
 * @param openConnections connections that are open, hijacked ones not among them
 * @param runningHandlers handlers that run
 * @param requestsServed requests whose handler has ended
 * @param handlersCancelled requests that were cancelled while their handler ran, as the client went away
 * @param handlersFailed handlers that threw what is no answer
 */
public record ServerStats(
        long openConnections,
        long runningHandlers,
        long requestsServed,
        long handlersCancelled,
        long handlersFailed) {}
