/**
 * The server: {@link dev.weir.http.core.Server} and its settings.
 *
 * <p>Connections are accepted and served by loops, one for each processor, whose threads run the handlers too and are relieved
 * where one stands still; a TLS handshake, and a protocol of the user's, has a virtual thread. One platform thread watches deadlines,
 * one the loops. What speaks a protocol is found by
 * {@code dev.weir.http.core.spi}.
 */
@NullMarked
package dev.weir.http.core;

import org.jspecify.annotations.NullMarked;
