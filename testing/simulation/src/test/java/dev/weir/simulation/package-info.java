/**
 * The engines over a network and a clock that are simulated, so that everything that a machine leaves to chance follows
 * from a seed.
 *
 * <p><b>A world</b> ({@link dev.weir.simulation.SimulatedWorld}) runs virtual threads on one thread, one at a time.
 * They have a scheduler of their own, and those that they start inherit it: server, handlers and client all live in it.
 * A thread's turn ends where it waits. {@link dev.weir.simulation.Choices} say whose turn is next; time goes on when
 * no thread can run, to the next timer.
 *
 * <p><b>The engines</b> are the compiled ones, but for what {@code build/Rewriter.java} replaces in a copy: the clock,
 * timed waits, monitors ({@link dev.weir.simulation.Monitor}, those of synchronized methods too), threads and random
 * numbers are those of {@link dev.weir.simulation.Hook}, and before whatever other threads can see (locks, volatile
 * fields, compare-and-set) a thread's turn may end. What would be a platform thread is a virtual one of the world's that
 * says it is none, and one that computes looks as if it ran, whatever it does here. The hook also hears of
 * each buffer that is taken from a pool or given back ({@link dev.weir.simulation.Buffers}). The tests of a second run,
 * tagged {@code parallel}, have the engines as they are, on the machine's threads.
 *
 * <p><b>A scenario</b> ({@link dev.weir.simulation.Scenario}) is a plan, a client and a server with a
 * {@link dev.weir.simulation.SimConnection} between them. The {@link dev.weir.simulation.Plan} has the requests
 * ({@link dev.weir.simulation.Task}), what their handlers do, the settings and a fault: content both ways, trailers,
 * clients that wait for 100, interim responses, long heads, and over HTTP/2 extended CONNECT and padding. The wire cuts
 * what goes over it into pieces, and has the server's deadlines. The clients ({@link dev.weir.simulation.SimHttp1Client},
 * {@link dev.weir.simulation.SimHttp2Client} with {@link dev.weir.simulation.Http2Checks}) are of their own making and
 * share no code with the engines but HPACK's.
 *
 * <p><b>Over loops</b> ({@link dev.weir.simulation.LoopScenario}) the scenario is one of several clients beside each
 * other, and the server is {@code http-core}'s own: its connections, their steps and their sweeper, one or two loops with
 * the threads that lead them, the watchdog, and what they learn of handlers, which also compute here
 * ({@link dev.weir.simulation.LoopServer} reaches them by reflection). Beneath are a
 * {@link dev.weir.simulation.LoopSelector}, which has the peculiarities of the system's, and a
 * {@link dev.weir.simulation.LoopChannel} over the same wire, whose writes are short or take nothing for a while. The
 * watchdog ticks, and the sweeper, as long as the server runs: time has no end before that is stopped, which happens as
 * all clients have left and all connections are closed, or in the midst of things where the plan is that the server
 * closes. So a connection that does not end is seen by the time that a scenario may take, and by the idle timeout; a
 * wake-up that is lost is seen before that, as between two ticks all are at rest. Only while the leader of a loop stands
 * still in a step may something be left undone, and that must not last: the loop is to be handed over.
 *
 * <p><b>WebSockets</b> ({@link dev.weir.simulation.WebSocketScenario}) are over the same engines and the same wire, by an
 * upgrade or by extended CONNECT, with the module rewritten as the engines are. Their
 * {@link dev.weir.simulation.WebSocketPlan} has messages, what the handler makes of them (in one piece, as streams, with
 * another thread that sends, sending alone), compression, and who ends it: either side's Close, a shutdown, a client that
 * breaks off or violates the protocol. Messages come back whole, once and in order, or the handler is told why not.
 *
 * <p><b>What is checked.</b> Contents follow from a request's number, so that an answer to another one is seen
 * ({@link dev.weir.simulation.Received}); every answer comes once, as a whole or with the sign that it is not; windows
 * hold; frames fit the state of their stream; credit comes back, at the end to the last octet
 * ({@link dev.weir.simulation.CreditProbe}); an array of a pool has one owner, who does not use it any more once he has
 * given it back; who waits for 100 gets it when the handler reads; no two threads read or write at once and no
 * interrupt gets to the wire; what the engine holds is bounded. Whenever no thread can run, nothing may be left undone
 * that could be done: that is a lost wake-up; over loops no byte that has come may lie unread either, and no closed
 * channel be held. At the end every thread has ended, and all that have stood still have come back.
 *
 * <p><b>Who decides.</b> {@link dev.weir.simulation.SeedTest} and {@link dev.weir.simulation.WebSocketSeedTest} run thousands of seeds
 * ({@link dev.weir.simulation.SeededChoices}) with all, and those that once failed;
 * {@link dev.weir.simulation.Explorer} goes through all interleavings of small scenarios that deviate from the plainest
 * few times: of the engines, of deadlines, and of a loop with a single session ({@link dev.weir.simulation.LoopSession}).
 */
package dev.weir.simulation;
