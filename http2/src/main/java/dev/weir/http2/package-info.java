/**
 * HTTP/2 (RFC 9113) over TLS and, for clients that know beforehand, without: a protocol provider that is found by
 * itself when this module is on the module path.
 *
 * <p>{@link dev.weir.http2.Http2Provider} and its {@link dev.weir.http2.config.Http2Config} are all that a user sees; who
 * wants to say which response goes out first writes a scheduler for {@link dev.weir.http2.spi}.
 *
 * <p>Inside, data flows one way. The connection's thread reads bytes ({@code FrameInput}), makes frames of them ({@code
 * FrameReader}) and deals with each ({@code FrameDispatcher}, {@code FieldBlockAssembler}); a whole request opens a stream
 * ({@code Streams}, {@code Http2Stream}), whose handler gets a thread from {@code StreamThreads}. What
 * handlers write waits in the scheduler until {@code FrameFlusher} puts it together in a {@code WriteBatch} and writes it.
 */
package dev.weir.http2;
