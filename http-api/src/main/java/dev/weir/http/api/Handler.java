package dev.weir.http.api;

/**
 * Answers one request. The only functional type that a server or a route takes.
 *
 * <p>A handler may simply block. It reads the request's content from
 * {@link Request#content()}, sets status and fields on the {@link ResponseWriter} and writes the content to it. When it
 * returns, the response is complete: what was not sent yet is sent, and a handler that wrote nothing has answered
 * {@code 200} with no content.
 *
 * <p><b>Threads.</b> One handler object serves many requests at once, so it must be thread-safe. Request and response
 * belong to the call: they are used by one thread at a time and not after the call has returned.
 *
 * <p>It runs on a platform thread of the server, which serves many connections and is relieved by another as soon as a handler
 * stands still on it or computes for some milliseconds; or on a virtual thread, where handlers of its kind have stood still lately,
 * where it has to wait for its content, or where the server is configured so. Nothing that it does there keeps others waiting. It
 * must not count on one kind of thread: {@link Thread#isVirtual} may say either.
 *
 * <p><b>A thread answers many requests, of many connections, one after the other: what a handler leaves in a
 * {@link ThreadLocal}, the MDC of a logger for example, the next request finds there.</b> Whoever sets one removes it
 * in a {@code finally}. {@linkplain Request#withAttribute Attributes} and {@link ScopedValue} end by themselves. A handler that passes
 * its own thread to others, to be interrupted later, must have them stop before it returns.
 */
@FunctionalInterface
public interface Handler {
    /**
     * Answers {@code r} through {@code w}.
     *
     * @param w the response, valid until this method returns
     * @param r the request, valid until this method returns
     * @throws HttpError to answer with that status, as long as nothing was sent
     * @throws ContentException as the request's content threw it: answers with its status, as long as nothing was sent
     * @throws AbortHandler to abort the response without a log line
     * @throws Exception anything else is a failure: it is logged, and answered with 500 when nothing was sent yet; else
     *     the response is aborted, so that the client can see that it is not whole
     */
    void serve(ResponseWriter w, Request r) throws Exception;
}
