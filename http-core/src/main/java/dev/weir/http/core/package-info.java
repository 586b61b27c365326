/**
 * The server: {@link dev.weir.http.core.Server} and its settings.
 *
 * <p>One platform thread accepts, one watches deadlines; each connection has a virtual thread of its own, on which the
 * TLS handshake is made, the protocol chosen and then served. What speaks a protocol is found by
 * {@code dev.weir.http.core.spi}.
 */
@NullMarked
package dev.weir.http.core;

import org.jspecify.annotations.NullMarked;
