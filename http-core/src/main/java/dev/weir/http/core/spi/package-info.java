/**
 * What an application protocol is written against; Go calls this {@code TLSNextProto}.
 *
 * <p>A {@link dev.weir.http.core.spi.ProtocolProvider} is found by {@code ServiceLoader} and opened once a server; the
 * {@link dev.weir.http.core.spi.Protocol} it gives serves each {@link dev.weir.http.core.spi.Connection} that negotiated
 * its name, on a virtual thread of the connection's own.
 */
@NullMarked
package dev.weir.http.core.spi;

import org.jspecify.annotations.NullMarked;
