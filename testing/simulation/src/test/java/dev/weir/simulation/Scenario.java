package dev.weir.simulation;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import java.io.IOException;
import java.util.ServiceLoader;
import java.util.SplittableRandom;

/** A client, a server's engine and what lies between, put together by a seed. */
final class Scenario {
    /** The longest that a scenario may take, in its own time: more than any deadline of an engine. */
    static final long MOST_NANOS = 900_000_000_000L;

    private final World world;
    private final Plan plan;
    private final boolean http2;
    private final SimServer server;
    private final Wire wire;
    private final SimConnection connection;
    private final SimClient client;
    private final Protocol protocol;

    Scenario(World world, boolean http2, SplittableRandom random) {
        this(world, http2, new Plan(random.split(), http2), random);
    }

    Scenario(World world, boolean http2, Plan plan, SplittableRandom random) {
        this.world = world;
        this.http2 = http2;
        this.plan = plan;
        this.server = new SimServer(world, new TaskHandler(world, plan.tasks), plan.config);
        this.wire = new Wire(
                plan.plain ? new Pipe() : new Pipe(random.split()), plan.plain ? new Pipe() : new Pipe(random.split()));
        this.connection = new SimConnection(world, server, http2 ? "h2" : "http/1.1", wire);
        if (http2) {
            Http2Plan more = new Http2Plan(plan, random.split());
            this.protocol = more.open(server);
            this.client = new SimHttp2Client(world, server, wire, plan, more, random.split());
        } else {
            this.protocol = http1().open(server);
            this.client = new SimHttp1Client(world, wire, plan, random.split());
        }
    }

    /** The engine is found as a server finds it; its package is its own. */
    static ProtocolProvider http1() {
        return ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("http/1.1"))
                .findFirst()
                .orElseThrow();
    }

    /** Starts all of it. */
    void begin() {
        Thread serving = world.start("server", this::serve);
        world.start("sweeper", connection::sweep);
        Thread asking = world.start("client", client::run);
        if (plan.fault != Plan.Fault.NONE) {
            world.start("fault", this::fail);
        }
        world.start("end", () -> {
            join(serving);
            join(asking);
            protocol.close();
        });
    }

    private void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            world.violated("interrupted at the end");
        }
    }

    private void serve() {
        try {
            protocol.serve(connection);
        } catch (IOException e) {
            server.logDebug("broke off", e);
        } catch (Exception e) {
            throw new IllegalStateException("the engine throws", e);
        } finally {
            if (Thread.interrupted()) {
                world.violated("the connection's thread is left interrupted");
            }
            connection.close();
        }
    }

    private void fail() {
        world.sleep(plan.faultNanos);
        switch (plan.fault) {
            case RESET -> wire.reset();
            case HALF_CLOSE -> wire.toServer().end();
            case CUT -> connection.cut("the server closes");
            case DRAIN -> drain();
            case DRAIN_AND_CUT -> {
                drain();
                world.sleep(plan.faultNanos);
                connection.cut("the grace is over");
            }
            case NONE -> throw new IllegalStateException("nothing to do");
        }
    }

    private void drain() {
        server.drain();
        connection.drain();
    }

    /** Nothing can happen, and no time passes. */
    void checkRest() {
        client.checkRest();
    }

    /** How many handlers run; those of HTTP/2 may return after their connection has ended. */
    long running() {
        return server.counters().running();
    }

    /** All threads have ended. */
    void checkEnd() {
        if (server.counters().running() != 0) {
            world.violated(server.counters().running() + " handlers still run");
        }
        if (!connection.isClosed()) {
            world.violated("the connection is not closed");
        }
        if (connection.memory().held() != 0 || server.memory().held() != 0) {
            world.violated(connection.memory().held() + " bytes are counted for a connection that has ended");
        }
        plan.checkEnd(world, http2);
    }

    @Override
    public String toString() {
        return (http2 ? "HTTP/2, " : "HTTP/1.1, ") + plan + (http2 ? "\n  " + client : "");
    }
}
