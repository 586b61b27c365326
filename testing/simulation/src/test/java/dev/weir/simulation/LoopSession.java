package dev.weir.simulation;

import dev.weir.http.core.spi.ProtocolSession.Next;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A session at a loop of its own that counts what comes, for tests of the loop: who calls it, and that it hears of all. It checks
 * that no two threads make its steps at once, and at rest that nothing is left undone.
 *
 * <p><b>Threads.</b> Those of a simulated world.
 */
final class LoopSession {
    private final SimulatedWorld world;
    /** Whether others may go on with it as its loop is handed over, like a connection of HTTP/2. */
    private final boolean releases;
    /** Whether its first steps are on a thread of its own, which waits for the client. */
    private final boolean waits;

    final Wire wire = new Wire(new Pipe(), new Pipe());
    private final LoopChannel channel;
    private final Object socket;
    private final LoopServer server;
    private final ByteBuffer bytes = ByteBuffer.allocate(16);

    /** The step that is under way and was not released; zero for none. */
    private int owner;

    /** Whether the last step was begun by a leader. */
    private boolean onLoop;

    /** Whether it is within what stands for a handler, after it has read. */
    private boolean handles;

    private int steps;
    private int received;
    private boolean answered;
    private boolean ended;
    private boolean closed;

    LoopSession(SimulatedWorld world, boolean releases, boolean waits) {
        this.world = world;
        this.releases = releases;
        this.waits = waits;
        SplittableRandom random = new SplittableRandom(1);
        this.channel = new LoopChannel(world, wire, 0, true, random);
        this.socket = Internals.make("loop.LoopSocket", channel);
        SimServer context = new SimServer(
                world,
                (_, _) -> world.violated("an unexpected request"),
                new Plan(List.of(), Plan.Fault.NONE, 0).config);
        this.server = new LoopServer(world, context, 1, false, List.of(Scenario.http1()), random);
    }

    /** Begins; its first step is at once. */
    void begin() {
        server.lead();
        Object session = Internals.proxy("loop.LoopSocket$Steps", (_, method, _) -> switch (method.getName()) {
            case "step" -> step();
            case "handedOver" -> handedOver();
            default -> throw new IllegalStateException(method.toString());
        });
        Internals.call(socket, "join", server.loop(), session);
        Internals.call(socket, "again");
    }

    private Next step() {
        if (owner != 0) {
            world.violated("two threads make steps at once");
        }
        if (ended) {
            world.violated("a step behind the last");
        }
        int own = ++steps;
        owner = own;
        onLoop = !Hook.isVirtual(Thread.currentThread());
        Next next;
        try {
            next = waits && !answered ? stepAside() : read();
            handle(own);
        } catch (ClosedChannelException e) {
            next = Next.DONE;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (owner != own) {
            return Next.RELEASED;
        }
        owner = 0;
        if (next == Next.DONE) {
            ended = true;
            close();
            world.start("end", server::stop);
        }
        return next;
    }

    private void handle(int own) {
        handles = true;
        Hook.point();
        Hook.point();
        if (owner == own) {
            handles = false;
        }
    }

    /** On a thread that may: waits for a byte, and for room for the answer. */
    private Next stepAside() throws IOException {
        if (steps == 1) {
            return Next.THREAD;
        }
        int n = channel.read(bytes.clear());
        while (n == 0) {
            await("awaitReadable");
            n = channel.read(bytes.clear());
        }
        if (n < 0) {
            return Next.DONE;
        }
        received += n;
        ByteBuffer answer = ByteBuffer.allocate(1);
        while (channel.write(answer) == 0) {
            await("awaitWritable");
        }
        answered = true;
        return Next.INPUT;
    }

    private void await(String what) throws IOException {
        try {
            Internals.call(socket, what);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof IOException closed) {
                throw closed;
            }
            throw e;
        }
    }

    private Next read() throws IOException {
        int n = channel.read(bytes.clear());
        received += Math.max(n, 0);
        return n < 0 ? Next.DONE : Next.INPUT;
    }

    private boolean handedOver() {
        if (owner != 0 && !onLoop) {
            world.violated("a hand-over is told to a step on a thread of its own");
        }
        boolean released = releases && handles;
        if (released) {
            owner = 0;
            handles = false;
        }
        return released;
    }

    // ---- what happens to it

    /** Two bytes come, and the end. */
    void send() {
        try {
            wire.toServer().write(ByteBuffer.allocate(1));
            Hook.point();
            wire.toServer().write(ByteBuffer.allocate(1));
            Hook.point();
            wire.toServer().end();
        } catch (IOException e) {
            if (!closed) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a watchdog does that finds a step under way. */
    void handOver() {
        Object leadership = Internals.field(server.loop(), "leadership");
        long term = (long) Internals.call(leadership, "now");
        Hook.point();
        Internals.call(server.loop(), "handOver", term, true);
    }

    void wake() {
        Internals.call(socket, "wake");
    }

    /** Closes it, as a server does that cuts a connection. */
    void cut() {
        closed = true;
        close();
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Internals.call(socket, "closed");
    }

    // ---- checks

    /** Nothing can happen. */
    void checkRest() {
        boolean room = !wire.toClient().clogged();
        if (!ended && room && (wire.toServer().readable() || !channel.isOpen())) {
            world.violated("a lost wake-up: " + received + " bytes have come" + world.stacks());
        }
    }

    void checkEnd() {
        if (!world.allEnded()) {
            world.violated("these never end: " + world.stacks());
        } else if (!ended || !closed && received != 2) {
            world.violated(received + " bytes have come" + (ended ? "" : ", and no end"));
        } else if (!channel.gone() || server.standing() != 0) {
            world.violated(server.standing() + " threads have not come back, or the channel is not let go of");
        }
    }
}
