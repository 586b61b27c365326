package dev.weir.simulation;

import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProtocolProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Some clients beside each other, and a server that serves their connections by loops, put together by a seed. */
final class LoopScenario {
    private static final int MOST_CLIENTS = 3;
    private static final int CONNECT_NANOS = 2_000_000;
    /** A server that closes waits so long at most for its connections' handlers. */
    private static final int CLOSE_NANOS = 100_000_000;

    private static final long POLL_NANOS = 5_000_000;

    private final SimulatedWorld world;
    private final int count;
    private final boolean virtual;
    private final SimServer context;
    private final List<Guest> guests = new ArrayList<>();
    private final List<ProtocolProvider> providers = new ArrayList<>();
    private final SplittableRandom random;

    private LoopServer server;
    private Thread acceptor;
    private volatile boolean stopping;
    private boolean stopped;

    LoopScenario(SimulatedWorld world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.count = 1 + random.nextInt(2);
        this.virtual = random.nextInt(10) == 0;
        boolean[] http2 = new boolean[1 + random.nextInt(MOST_CLIENTS)];
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < http2.length; i++) {
            http2[i] = random.nextBoolean();
            plans.add(
                    i == 0
                            ? Plan.overLoops(random.split(), http2[i])
                            : Plan.beside(plans.getFirst(), random.split(), http2[i]));
        }
        this.context = new SimServer(world, this::serve, plans.getFirst().config);
        make(plans, http2);
    }

    /** Clients of HTTP/1 with plans of a test's own, and one loop. */
    LoopScenario(SimulatedWorld world, List<Plan> plans, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.count = 1;
        this.virtual = false;
        this.context = new SimServer(world, this::serve, plans.getFirst().config);
        make(plans, new boolean[plans.size()]);
    }

    private void make(List<Plan> plans, boolean[] http2) {
        boolean tunnels = plans.stream().flatMap(plan -> plan.tasks.stream()).anyMatch(task -> task.tunnel);
        Http2Plan shared = null;
        for (int i = 0; i < plans.size(); i++) {
            Http2Plan more = http2[i] ? new Http2Plan(plans.get(i), random.split(), tunnels, shared) : null;
            shared = shared == null ? more : shared;
            guests.add(new Guest(i, plans.get(i), more));
        }
        if (guests.stream().anyMatch(guest -> guest.more == null)) {
            providers.add(Scenario.http1());
        }
        if (shared != null) {
            providers.add(shared.provider());
        }
    }

    /** A client, and what the server has of it. */
    private final class Guest {
        private final Plan plan;
        /** Null over HTTP/1. */
        private final Http2Plan more;

        private final TaskHandler handler;
        private final Wire wire;
        private final LoopChannel channel;
        private final SimClient client;
        /** Null before it is accepted. */
        private volatile Object connection;

        private volatile boolean refused;

        Guest(int port, Plan plan, Http2Plan more) {
            this.plan = plan;
            this.more = more;
            this.handler = new TaskHandler(world, plan.tasks);
            this.wire = new Wire(pipe(plan), pipe(plan));
            this.channel = new LoopChannel(world, wire, port, plan.plain, random.split());
            this.client = more == null
                    ? new SimHttp1Client(world, wire, plan, random.split())
                    : new SimHttp2Client(world, context, wire, plan, more, random.split());
        }

        void accept() {
            if (stopping) {
                refused = true;
                close();
            } else {
                connection = server.accept(channel);
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void fail() {
            world.sleep(plan.faultNanos);
            if (plan.fault == Plan.Fault.RESET) {
                wire.reset();
            } else {
                wire.toServer().end();
            }
        }

        void checkRest() {
            if (connection == null) {
                return;
            }
            if (wire.toClient().clogged()) {
                client.delayed();
                return;
            }
            client.checkRest();
            if (!channel.isOpen() && !channel.gone()) {
                world.violated("a closed channel is not let go of: " + this);
            }
            boolean runs = plan.tasks.stream().anyMatch(task -> task.begun && !task.left);
            boolean mayRead = channel.isOpen()
                    && !stopped
                    && !channel.inputEnded()
                    && !wire.toServer().over()
                    && wire.toClient().writable()
                    && !(more == null && runs);
            if (mayRead && wire.toServer().waiting() > 0) {
                world.violated("a lost wake-up: what has come is not read, of " + this + world.stacks());
            }
        }

        void checkEnd() {
            if (!refused && (channel.isOpen() || !channel.gone())) {
                world.violated("a connection is not closed: " + this);
            }
            if (!refused && ((Connection) connection).memory().held() != 0) {
                world.violated("memory is counted for a connection that has ended: " + this);
            }
            plan.checkEnd(world, more != null);
        }

        @Override
        public String toString() {
            return (more == null ? "HTTP/1.1, " : "HTTP/2, ") + plan + (more == null ? "" : "\n  " + client);
        }
    }

    private Pipe pipe(Plan plan) {
        return plan.plain ? new Pipe() : new Pipe(random.split());
    }

    private void serve(ResponseWriter w, Request r) throws Exception {
        int port = ((InetSocketAddress) r.remoteAddress()).getPort();
        guests.get(port).handler.serve(w, r);
    }

    // ---- the run

    /** Starts all of it. */
    void begin() {
        server = new LoopServer(world, context, count, virtual, providers, random.split());
        server.start();
        SplittableRandom delays = random.split();
        acceptor = world.startPlatform(() -> acceptAll(delays));
        List<Thread> asking = new ArrayList<>();
        for (Guest guest : guests) {
            asking.add(world.start("client", guest.client::run));
            if (guest.plan.fault == Plan.Fault.RESET || guest.plan.fault == Plan.Fault.HALF_CLOSE) {
                world.start("fault", guest::fail);
            }
        }
        Plan first = guests.getFirst().plan;
        if (first.fault.ofServer()) {
            world.start("shutdown", () -> shutDown(first));
        }
        world.start("end", () -> {
            asking.forEach(this::join);
            awaitClosed(Long.MAX_VALUE);
            stop();
        });
    }

    private void acceptAll(SplittableRandom delays) {
        for (Guest guest : guests) {
            if (!guest.plan.plain) {
                world.sleep(delays.nextInt(CONNECT_NANOS));
            }
            guest.accept();
        }
    }

    private void shutDown(Plan plan) {
        world.sleep(plan.faultNanos);
        if (plan.fault != Plan.Fault.CUT) {
            context.drain();
        }
        stopping = true;
        join(acceptor);
        if (plan.fault != Plan.Fault.CUT) {
            onAll("drain");
        }
        if (plan.fault == Plan.Fault.DRAIN_AND_CUT) {
            world.sleep(plan.faultNanos);
        }
        if (plan.fault != Plan.Fault.DRAIN) {
            onAll("cut");
            awaitClosed(plan.faultNanos % CLOSE_NANOS);
            stop();
        }
    }

    private void onAll(String what) {
        for (Guest guest : guests) {
            if (guest.connection != null) {
                Internals.call(guest.connection, what);
            }
        }
    }

    private void awaitClosed(long nanos) {
        long from = world.nanoTime();
        join(acceptor);
        while (server.open() > 0 && world.nanoTime() - from < nanos) {
            world.sleep(POLL_NANOS);
        }
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            server.stop();
        }
    }

    private void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            world.violated("interrupted at the end");
        }
    }

    /** Nothing can happen, and no time passes. */
    void checkRest() {
        if (!server.stepsUnderWay()) {
            guests.forEach(Guest::checkRest);
        }
    }

    /** All threads have ended. */
    void checkEnd() {
        if (context.counters().running() != 0) {
            world.violated(context.counters().running() + " handlers still run");
        }
        if (server.open() != 0 || context.memory().held() != 0) {
            world.violated(server.open() + " connections are open, and "
                    + context.memory().held() + " bytes held");
        }
        if (server.standing() != 0) {
            world.violated(server.standing() + " threads have not come back to their loops");
        }
        guests.forEach(Guest::checkEnd);
    }

    int standing() {
        return server.standing();
    }

    long handOvers() {
        return server.handOvers();
    }

    long elsewhere() {
        return server.elsewhere();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(count).append(virtual ? " loops for none" : " loops");
        guests.forEach(guest -> text.append("\n").append(guest));
        return text.toString();
    }
}
