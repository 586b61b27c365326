package dev.weir.http.core;

import dev.weir.http.api.Request;
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

    /**
     * A request is about to get its handler, or an answer of the server's own; its {@link #ended end} follows on the same
     * thread. One that cannot be read, or whose client goes before its turn, has an end alone.
     *
     * @param request the request as it came; for this call and that of the end alone
     * @return who hears of the end of this request; this listener, as without an override, or one that has noted something of
     *     the beginning
     */
    default RequestListener begins(Request request) {
        return this;
    }
}
