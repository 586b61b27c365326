/**
 * Frames, masks, UTF-8, compression and what is agreed on at the handshake: bytes and values, which know no connection.
 */
@NullMarked
package dev.weir.websocket.internal;

import org.jspecify.annotations.NullMarked;
