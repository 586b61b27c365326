package dev.weir.http.core;

import dev.weir.http.api.RequestEnd;

/**
 * Gets word of every request that is over, those included that no handler has seen: malformed ones, those over a limit, streams
 * of HTTP/2 that were refused. Added with {@link ServerBuilder#requestListener}.
 *
 * <p><b>Threads.</b> Called by the thread of the request or of its connection, which waits meanwhile: it must be thread-safe and
 * should be short. What it throws is logged and changes nothing else.
 */
@FunctionalInterface
public interface RequestListener {
    /**
     * A request is over.
     *
     * @param end what has become of it
     */
    void ended(RequestEnd end);
}
