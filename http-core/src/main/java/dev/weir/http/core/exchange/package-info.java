/**
 * One request and its response, for engines: what HTTP says of a response over every protocol, the run of the handler, and
 * the cancellation of its request. With what is here and in {@link dev.weir.http.core.spi} an engine of another module can
 * be written; Weir's own use no other way to a handler.
 *
 * <p>An engine extends {@link dev.weir.http.core.exchange.ServerRequest} with what came over its wire, and implements
 * {@link dev.weir.http.core.exchange.ResponseCodec}, which puts head, content and end on it. When they are due, and what
 * stands in them, is decided by {@link dev.weir.http.core.exchange.ServerResponse}, which handlers write to. With one
 * {@link dev.weir.http.core.exchange.HandlerRunner} for a server, a request is answered by
 *
 * <pre>{@code
 * ServerResponse w = runner.respond(request, codec);
 * runner.run(server.handler(), w);
 * }</pre>
 *
 * <p><b>Threads.</b> A handler runs on the thread that calls the runner, and its response is used by that thread. Where the
 * thread calls a channel for the engine, the engine shuts the request's
 * {@link dev.weir.http.core.exchange.InterruptGate} around the call, as an interrupt within it would close the channel. A
 * request is cancelled from any thread.
 */
@NullMarked
package dev.weir.http.core.exchange;

import org.jspecify.annotations.NullMarked;
