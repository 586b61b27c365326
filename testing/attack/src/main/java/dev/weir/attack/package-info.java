/**
 * Attacks on a running server, each a client that can be used again: by the tests of this module, which say what the
 * server answers, and by whatever else wants bad traffic beside good.
 *
 * <ul>
 * <li>{@link dev.weir.attack.Attack} is one attack under its name: it plays once, on connections of its own, at the
 *     size that it is given, and tells in a line how the server has ended it. {@link dev.weir.attack.Http2Attack} is
 *     one that sends frames while another thread reads: what it gets to see is {@link dev.weir.attack.Observed}.
 *     The classes with a family's name in the plural ({@link dev.weir.attack.Resets}
 *     and so on) make them; {@link dev.weir.attack.Http2Attacks#all} has all of them.
 *     {@link dev.weir.attack.Http1Attack} is one that sends bytes, as those of {@link dev.weir.attack.Chunks};
 *     {@link dev.weir.attack.SlowCrowds} are many slow clients of HTTP/1.
 * <li>{@link dev.weir.attack.GoodClient} asks for small things all the time, on one connection, and remembers how
 *     long each answer took: the one who must not be harmed.
 * <li>{@link dev.weir.attack.Footprint} is what the process holds: heap after a forced collection, threads of both
 *     kinds, file descriptors.
 * </ul>
 *
 * <p>The clients below them, which send any bytes and believe nothing, are those of {@code dev.weir.wire.testkit}.
 *
 * <p>All of it works on the routes of {@link dev.weir.samples.DemoHandlers}, so that what runs against a server in the
 * same process runs against {@code ./weir demo} as well. The tests derive from {@code Family}: it starts the server and
 * two good clients, and holds them, the footprint and the log against what they were, after every test. Without the
 * profile {@code attack} tests run in their short form; {@code Family.size} chooses.
 */
package dev.weir.attack;
