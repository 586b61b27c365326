/**
 * Clients that tests share: they send any bytes or frames and believe nothing of what comes back.
 *
 * <ul>
 * <li>{@link dev.weir.wire.testkit.Wire} speaks HTTP/1 byte by byte, and checks each {@link dev.weir.wire.testkit.Answer}
 *     against the rules that hold for every response.
 * <li>{@link dev.weir.wire.testkit.Http2Wire} sends and reads frames of HTTP/2, one by one.
 * <li>{@link dev.weir.wire.testkit.WebSocketWire} does so with frames of WebSocket, over both, and
 *     {@link dev.weir.wire.testkit.WebSocketDeflate} compresses for it.
 * <li>{@link dev.weir.wire.testkit.Dial} opens connections, with or without TLS.
 * <li>{@link dev.weir.wire.testkit.Servers} waits for a server's state, and
 *     {@link dev.weir.wire.testkit.LogTap} keeps what it logs.
 * </ul>
 */
package dev.weir.wire.testkit;
