/**
 * The choice of which response of an HTTP/2 connection is sent first.
 *
 * <p>A {@link dev.weir.http2.spi.WriteSchedulerProvider} is found by {@code ServiceLoader} and chosen by its name
 * ({@code Http2Config.Builder.scheduler}); it makes a {@link dev.weir.http2.spi.WriteScheduler} for each connection.
 * The engine opens and closes streams in it, gives it {@link dev.weir.http2.spi.OutboundFrame}s as handlers write them,
 * and asks it for the next one whenever there is room on the wire.
 */
@NullMarked
package dev.weir.http2.spi;

import org.jspecify.annotations.NullMarked;
