/**
 * A connection from accept to close: its bytes in clear or through TLS, its deadlines, its phases, the choice of its
 * protocol, and the registry that shutdown and the sweeper go through.
 *
 * <p>Packages of this module import in one direction: {@code spi}, {@code request} and {@code log}, then {@code
 * support}, then {@code exchange} and {@code connection}, then {@code listen}, then {@code dev.weir.http.core}.
 */
@NullMarked
package dev.weir.http.core.connection;

import org.jspecify.annotations.NullMarked;
