package dev.weir.simulation;

import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.simulation.WebSocketPlan.Fault;
import dev.weir.simulation.WebSocketPlan.Work;
import dev.weir.websocket.Binary;
import dev.weir.websocket.IncomingMessage;
import dev.weir.websocket.Message;
import dev.weir.websocket.MessageHandler;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketEnd.Kind;
import dev.weir.websocket.WebSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** A client of WebSocket, a server's engine with a handler for it, and what lies between, put together by a seed. */
final class WebSocketScenario {
    private final World world;
    private final WebSocketPlan plan;
    private final SimConnection connection;
    private final SimWebSocketClient client;
    private final EngineUnderTest engine;

    /** How the handler has seen it end; null where it was not called, or has not returned. */
    private volatile WebSocketEnd ended;

    private volatile boolean called;

    WebSocketScenario(SimulatedWorld world, SplittableRandom random) {
        this.world = world;
        this.plan = new WebSocketPlan(random.split());
        WebSockets.Builder builder = WebSockets.builder().config(plan.config);
        Handler handler = plan.brought ? builder.listener(this::opened) : builder.handler(this::serve);
        SimServer server = new SimServer(world, handler, MemoryServer.CONFIG);
        Wire wire = new Wire(new Pipe(random.split()), new Pipe(random.split()));
        this.connection = new SimConnection(world, server, plan.http2 ? "h2" : "http/1.1", wire);
        connection.mayBeTaken();
        Protocol protocol = plan.http2
                ? new Http2Provider(Http2Config.builder().build()).open(server)
                : Scenario.http1().open(server);
        this.engine = new EngineUnderTest(world, server, connection, protocol);
        Carrier carrier = plan.http2 ? new StreamCarrier(world, wire, plan.window) : new Carrier.Http1(world, wire);
        this.client = new SimWebSocketClient(world, carrier, world.codecs(), plan, random.split());
    }

    void begin() {
        engine.begin(client::run, plan.fault == Fault.NONE ? null : this::fail);
    }

    private void fail() {
        world.sleep(plan.faultNanos);
        switch (plan.fault) {
            case RESET -> client.breakOff();
            case CUT -> connection.cut("the server closes");
            case DRAIN -> engine.drain();
            default -> {
                // The client does it.
            }
        }
    }

    // ---- the handler

    private void serve(WebSocket ws) throws Exception {
        called = true;
        try {
            work(ws);
            if (plan.work != Work.TELL && ws.isOpen()) {
                world.violated("nothing is received, and it is open");
            }
        } finally {
            ended = ws.end().orElse(null);
            checkOver(ws);
        }
    }

    /** The same where messages are brought. */
    private MessageHandler opened(WebSocket ws) {
        called = true;
        if (plan.work == Work.TALK) {
            world.start("talker", () -> tell(ws));
        }
        return new MessageHandler() {
            private int count;
            private boolean within;

            @Override
            public void message(Message m) throws Exception {
                if (within) {
                    world.violated("two messages at once");
                }
                within = true;
                if (++count > 1 && plan.work != Work.ECHO && plan.work != Work.TALK) {
                    world.violated("a message behind our Close");
                }
                try {
                    send(ws, m);
                } finally {
                    within = false;
                }
                if (plan.work == Work.CLOSE) {
                    ws.close(WebSocketPlan.HANDLERS_CODE, "done");
                } else if (plan.work == Work.FAIL) {
                    throw new Task.OnPurpose();
                }
            }

            @Override
            public void closed(WebSocketEnd end) {
                if (ended != null) {
                    world.violated("told of the end twice");
                }
                ended = end;
                checkOver(ws);
            }
        };
    }

    private void work(WebSocket ws) throws Exception {
        switch (plan.work) {
            case ECHO -> echo(ws, Integer.MAX_VALUE);
            case STREAM -> stream(ws);
            case TALK -> {
                world.start("talker", () -> tell(ws));
                echo(ws, Integer.MAX_VALUE);
            }
            case TELL -> {
                ws.sendOnly();
                tell(ws);
            }
            case CLOSE -> {
                echo(ws, 1);
                ws.close(WebSocketPlan.HANDLERS_CODE, "done");
                if (ws.receive() != null) {
                    world.violated("a message behind our Close");
                }
            }
            case FAIL -> {
                echo(ws, 1);
                throw new Task.OnPurpose();
            }
        }
    }

    private static void echo(WebSocket ws, int most) throws IOException {
        int left = most;
        for (Message m = left-- > 0 ? ws.receive() : null; m != null; m = left-- > 0 ? ws.receive() : null) {
            send(ws, m);
        }
    }

    private static void send(WebSocket ws, Message m) throws IOException {
        switch (m) {
            case Text text -> ws.send(text.value());
            case Binary binary -> ws.send(binary.data());
        }
    }

    private static void stream(WebSocket ws) throws IOException {
        for (IncomingMessage m = ws.nextMessage(); m != null; m = ws.nextMessage()) {
            if (m.isText()) {
                // Not in a try: what breaks off must not be ended as if it were whole.
                Writer out = ws.sendWriter();
                m.reader().transferTo(out);
                out.close();
            } else {
                OutputStream out = ws.sendStream();
                byte[] some = new byte[700];
                for (int n = m.stream().read(some); n >= 0; n = m.stream().read(some)) {
                    out.write(some, 0, n);
                }
                out.close();
            }
        }
    }

    private void tell(WebSocket ws) {
        try {
            for (int i = 0; i < plan.ticks && !ws.awaitEnd(Duration.ofMillis(1)); i++) {
                ws.send(WebSocketPlan.TICK + i);
            }
        } catch (ClosedChannelException e) {
            if (ws.isOpen()) {
                world.violated("closed, it says, and is open");
            }
        } catch (IOException e) {
            world.violated("a send throws " + e);
        } catch (InterruptedException e) {
            if (ws.isOpen() && !ws.request().cancelled()) {
                world.violated("a handler is interrupted");
            }
        }
    }

    /** After the end nothing is taken and nothing comes. */
    private void checkOver(WebSocket ws) {
        if (ws.isOpen()) {
            return;
        }
        try {
            ws.send("too late");
            world.violated("a message is taken after the end");
        } catch (ClosedChannelException e) {
            // as it should be
            return;
        } catch (IllegalStateException e) {
            if (plan.work != Work.STREAM) {
                world.violated("a send after the end throws " + e);
            }
        } catch (IOException e) {
            world.violated("a send after the end throws " + e);
        }
    }

    // ---- what is checked

    /** How it may be seen to end. */
    private Set<Kind> kinds() {
        EnumSet<Kind> kinds = EnumSet.of(
                switch (plan.fault) {
                    case NONE -> Kind.CLOSED_BY_PEER;
                    case DRAIN -> Kind.DRAINED;
                    case VIOLATE -> Kind.PROTOCOL_ERROR;
                    case RESET, HALF_CLOSE, CUT -> Kind.BROKEN;
                });
        if (plan.closes) {
            kinds.add(Kind.CLOSED_BY_PEER);
        }
        if (plan.work == Work.CLOSE || plan.work == Work.TELL || plan.work == Work.FAIL && plan.brought) {
            // That a message came where none is expected is a close of ours too.
            kinds.add(Kind.CLOSED);
        }
        return kinds;
    }

    /** All threads have ended. What stands still is seen by that, as the watch of the time-outs ticks all the time. */
    void checkEnd() {
        engine.checkEnd();
        if (client.accepted() && !called) {
            world.violated("accepted, and no handler was called");
        }
        WebSocketEnd seen = ended;
        boolean own = !plan.brought && (plan.work == Work.TELL || plan.work == Work.FAIL);
        if (called && (seen == null ? !own : !kinds().contains(seen.kind()))) {
            world.violated("the handler has seen it end with " + seen + " and not one of " + kinds());
        }
    }

    @Override
    public String toString() {
        return plan + "\n  client: " + client + "\n  handler: " + called + " " + ended;
    }
}
