/**
 * The HTTP/1.0 and 1.1 engine (RFC 9112), one virtual thread a connection.
 *
 * <p>{@code RequestInput} and {@code ResponseOutput} are the connection's buffers; {@code HeadScanner} and {@code HeadParser} turn bytes
 * into a {@code RequestHead}, {@code FixedContent} and {@code ChunkedContent} take the content out of its framing;
 * {@code Http1Connection} is the loop over requests, with {@code Http1Request} and {@code Http1ResponseCodec} as the handler
 * sees them.
 */
@NullMarked
package dev.weir.http1;

import org.jspecify.annotations.NullMarked;
