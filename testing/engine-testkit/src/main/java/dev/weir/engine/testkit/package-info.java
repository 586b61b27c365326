/**
 * What an engine needs to run without sockets and without time: the two sides of
 * {@link dev.weir.http.core.spi} that are otherwise a server's.
 *
 * <ul>
 * <li>{@link dev.weir.engine.testkit.MemoryServer} has a handler, settings and counters, and keeps what is logged.
 * <li>{@link dev.weir.engine.testkit.MemoryConnection} is a client's end and an engine's end of one connection. The
 *     client's end sends, looks at what was written, and says when time has passed or the server has had enough.
 * </ul>
 *
 * <p>A test opens its engine over a server and serves a connection, on a thread of its own where the client is to see
 * one thing before it sends the next:
 *
 * <pre>{@code
 * MemoryServer server = new MemoryServer((w, r) -> w.write("hi"), MemoryServer.CONFIG);
 * MemoryConnection connection = MemoryConnection.sent(server, "http/1.1", "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
 * new Http1Provider().open(server).serve(connection);
 * assertEquals("HTTP/1.1 200 OK\r\n...", connection.written());
 * }</pre>
 *
 * <p>Deadlines do nothing here. The simulation has them, with its own clock and its own connection.
 */
package dev.weir.engine.testkit;
