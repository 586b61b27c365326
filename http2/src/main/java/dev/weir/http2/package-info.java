/**
 * HTTP/2 (RFC 9113) over TLS and, for clients with prior knowledge, without: a protocol provider that
 * {@code ServiceLoader} finds when this module is on the module path.
 *
 * <p>{@link dev.weir.http2.Http2Provider} and its {@link dev.weir.http2.config.Http2Config} are what users see; a
 * scheduler of their own, which decides which response is sent first, implements {@link dev.weir.http2.spi}.
 *
 * <p>Inside, data flows one way. The thread that makes a step of the connection reads bytes ({@code FrameInput}), makes frames of them
 * ({@code FrameReader}) and handles each ({@code FrameDispatcher}, {@code FieldBlockAssembler},
 * {@code StreamReceiver}); a complete head opens a stream ({@code Streams}, {@code Http2Stream}), whose handler runs
 * in the same step or gets a thread ({@code StreamThreads}). What handlers write waits in the scheduler until {@code FrameFlusher} combines it
 * in a {@code WriteBatch} and writes that.
 */
@NullMarked
package dev.weir.http2;

import org.jspecify.annotations.NullMarked;
