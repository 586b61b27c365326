package dev.weir.bench;

/**
 * A request of the client with a rate.
 *
 * @param dueNanos when it was due, which its time counts from
 * @param target what it asks for
 */
record RateRequest(long dueNanos, RequestTarget target) {}
