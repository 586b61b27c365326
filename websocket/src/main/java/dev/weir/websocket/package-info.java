/**
 * WebSocket for handlers that block: {@link dev.weir.websocket.WebSockets} makes a handler out of a {@link
 * dev.weir.websocket.WebSocketHandler}, which receives and sends with a {@link dev.weir.websocket.WebSocket}.
 */
@NullMarked
package dev.weir.websocket;

import org.jspecify.annotations.NullMarked;
