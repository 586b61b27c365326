package dev.weir.simulation;

import dev.weir.http.core.spi.ProtocolProvider;
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
    private final EngineUnderTest engine;

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
            this.engine = new EngineUnderTest(world, server, connection, more.open(server));
            this.client = new SimHttp2Client(world, server, wire, plan, more, random.split());
        } else {
            this.engine = new EngineUnderTest(world, server, connection, http1().open(server));
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
        engine.begin(client::run, plan.fault == Plan.Fault.NONE ? null : this::fail);
    }

    private void fail() {
        world.sleep(plan.faultNanos);
        switch (plan.fault) {
            case RESET -> wire.reset();
            case HALF_CLOSE -> wire.toServer().end();
            case CUT -> connection.cut("the server closes");
            case DRAIN -> engine.drain();
            case DRAIN_AND_CUT -> {
                engine.drain();
                world.sleep(plan.faultNanos);
                connection.cut("the grace is over");
            }
            case NONE -> throw new IllegalStateException("nothing to do");
        }
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
        engine.checkEnd();
        plan.checkEnd(world, http2);
    }

    @Override
    public String toString() {
        return (http2 ? "HTTP/2, " : "HTTP/1.1, ") + plan + (http2 ? "\n  " + client : "");
    }
}
