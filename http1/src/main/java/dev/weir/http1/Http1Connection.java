package dev.weir.http1;

import dev.weir.http.api.Handler;
import dev.weir.http.core.request.HandlerKind;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.RequestView;
import dev.weir.http.core.spi.SessionView;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection's life: read a head, run the handler, end the response, and again. One at a time and in order (RFC 9112
 * section 9.3.2).
 *
 * <p><b>Threads.</b> One at a time makes steps, as of {@link ProtocolSession}; the handler runs on it. {@link #cut} and
 * {@link #tick} come from threads of the server.
 */
final class Http1Connection implements ProtocolSession {
    /** What the next step begins with. */
    private enum Stage {
        /** A request's head is to be read. */
        HEAD,
        /** A head is here, and its handler is to run. */
        READY,
        /** What the handler has left of the content is to be read. */
        DRAIN,
        /** A tunnel's handler has returned, and its user is to be called when something comes. */
        CALLS,
        /** A tunnel is over. */
        TUNNEL,
        /** Something that is no request is to be answered. */
        REFUSE,
        /** The last answer is out, and the client may still send. */
        LINGER,
    }

    /** A handler that runs longer than so many ticks of 100 ms has its client watched, asked or not. */
    private static final int WATCH_TICKS = 5;

    private final Http1Protocol protocol;
    private final Connection connection;
    private final RequestInput input;
    private final ResponseOutput out;
    private final HeadReader heads;
    private final ConnectionEndings endings;
    private final Runnable clientGone = this::clientGone;

    private Stage stage = Stage.HEAD;
    /** The head of the request that is to be served, or in CALLS is; null in other stages. */
    private @Nullable RequestHead head;
    /** What CALLS goes on with; what DRAIN, TUNNEL and LINGER end. */
    private @Nullable Exchange ending;
    /** What REFUSE answers. */
    private @Nullable Refusal refusal;

    /** The kind of CALLS. */
    private int calls;

    /** The request that a handler answers; written by the thread that makes the step, read on ticks and when the server closes the connection. */
    private volatile @Nullable Exchange current;

    /** Tick thread only. */
    private @Nullable Exchange ticked;

    private int ticks;

    private boolean begun;
    /** How many requests had their handlers called. Written by the thread that makes the step; others see about how many. */
    private long requests;

    Http1Connection(Http1Protocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = new RequestInput(connection, protocol.inputBuffers);
        this.out = new ResponseOutput(
                connection,
                protocol.outputBuffers,
                protocol.fileBuffers,
                protocol.delayedFlusher,
                protocol.runner.listens());
        this.endings = new ConnectionEndings(protocol, connection, input, out);
        this.heads = new HeadReader(protocol, connection, input, out);
    }

    @Override
    public Next step() throws IOException {
        if (!begun) {
            begun = true;
            connection.onTick(this::tick);
            connection.onCut(this::cut);
        }
        heads.begin();
        while (true) {
            try {
                Next next = switch (stage) {
                    case HEAD -> head();
                    case READY -> ready();
                    case CALLS -> called();
                    case DRAIN, TUNNEL, REFUSE, LINGER -> last();
                };
                if (next != null) {
                    return next;
                }
            } catch (Refusal e) {
                refusal = e;
                stage = Stage.REFUSE;
            }
        }
    }

    @Override
    public void end() {
        connection.onTick(null);
        releaseHead();
        out.drop();
        Exchange last = ending;
        input.end(last == null || !last.hijacked());
    }

    @Override
    public SessionView view(int most) {
        Exchange exchange = current;
        List<RequestView> inFlight = exchange == null || most == 0
                ? List.of()
                : exchange.response().inFlight().map(List::of).orElse(List.of());
        return new SessionView(requests, 0, -1, -1, 0, List.of(), inFlight);
    }

    private @Nullable Next head() throws IOException, Refusal {
        Next wait = heads.step();
        if (wait == null) {
            head = heads.take();
            stage = Stage.READY;
        }
        return wait;
    }

    // ---- the handler

    /** Serves the request whose head is here. */
    private @Nullable Next ready() throws IOException {
        RequestHead taken = head;
        assert taken != null : "ready without a head";
        if (taken.contentLength > input.available() && !input.isAhead() && !input.mayWait()) {
            input.receiveRest(taken.contentLength);
        }
        if (place(taken) == Connection.Place.ELSEWHERE) {
            if (protocol.runner.listens()) {
                input.readySince = System.nanoTime();
            }
            return Next.THREAD;
        }
        if (protocol.writeNanos != 0) {
            out.writeUntil(Deadlines.in(protocol.writeNanos));
        }
        boolean goesOn = false;
        try {
            Exchange exchange = new Exchange(protocol, connection, input, out, taken, clientGone);
            current = exchange;
            requests++;
            exchange.run(handler(taken), Deadlines.after(heads.began(), protocol.readNanos));
            goesOn = exchange.response().goesOn();
            if (goesOn) {
                calls = HandlerKind.of("", taken.bytes, taken.targetStart, taken.targetEnd);
                ending = exchange;
                stage = Stage.CALLS;
                return awaitCall(exchange);
            }
            current = null;
            if (exchange.hijacked()) {
                ending = exchange;
                stage = Stage.TUNNEL;
                return null;
            }
            return after(exchange);
        } finally {
            if (!goesOn) {
                releaseHead();
            }
        }
    }

    /** Nobody holds the request any more. */
    private void releaseHead() {
        RequestHead served = head;
        if (served != null) {
            head = null;
            connection.memory().release(HeadReader.counted(served.bytes.length));
        }
    }

    /** Something has come for the user of a tunnel, or it was closed. */
    private @Nullable Next called() {
        Exchange exchange = ending;
        assert exchange != null : "no tunnel goes on";
        if (input.isAhead() && !input.mayWait() || connection.place(calls) == Connection.Place.ELSEWHERE) {
            return Next.THREAD;
        }
        exchange.resume();
        if (exchange.response().goesOn()) {
            return awaitCall(exchange);
        }
        current = null;
        releaseHead();
        stage = Stage.TUNNEL;
        return null;
    }

    /** What the next call waits for; null where something is here of which a loop does not hear. */
    private @Nullable Next awaitCall(Exchange exchange) {
        Hijacked tunnel = exchange.taken();
        boolean drained = tunnel != null && tunnel.drained();
        boolean holds = !drained && (!input.isEmpty() || connection.holdsInput());
        return holds || input.isAhead() ? null : Next.INPUT;
    }

    /** Where the handler runs: what takes its time for certain, as it has to wait for its client, gets a thread of its own. */
    private Connection.Place place(RequestHead taken) {
        boolean waits = taken.upgrade
                || taken.chunked
                || taken.expectContinue
                || taken.contentLength > input.available()
                || input.isAhead()
                || taken.method.equals("CONNECT");
        if (waits) {
            return input.mayWait() ? Connection.Place.OWN : Connection.Place.ELSEWHERE;
        }
        return connection.place(HandlerKind.of(taken.method, taken.bytes, taken.targetStart, taken.targetEnd));
    }

    private Handler handler(RequestHead taken) {
        boolean asterisk =
                taken.bytes[taken.targetStart] == '*' || taken.emptyPath && taken.queryStart == taken.queryEnd;
        return RequestRules.handler(protocol.server, taken.method, asterisk);
    }

    // ---- after the handler

    /** Ends what the handler has left. */
    private @Nullable Next after(Exchange exchange) throws IOException {
        if (exchange.failed()) {
            if (exchange.looksWhole()) {
                connection.abort();
            }
            return Next.DONE;
        }
        ending = exchange;
        RequestContent content = exchange.content();
        if (exchange.closes() || content.ended()) {
            return over(!exchange.closes());
        }
        long left = content.remaining();
        if (left >= 0 && left <= input.available()) {
            return over(content.drain(protocol.config.maxDrainBytes()));
        }
        stage = Stage.DRAIN;
        return null;
    }

    /** The request is over; goes on with the next where the connection is kept. */
    private @Nullable Next over(boolean keep) throws IOException {
        Exchange exchange = ending;
        assert exchange != null : "no request is over";
        if (keep) {
            ending = null;
            stage = Stage.HEAD;
            return null;
        }
        if (!out.maySend()) {
            stage = Stage.LINGER;
            return Next.THREAD;
        }
        out.flushAnswers(true);
        if (clientMaySend(exchange)) {
            stage = Stage.LINGER;
            return null;
        }
        return Next.DONE;
    }

    /** Whether more may come, or has, that is not read any more. */
    private boolean clientMaySend(Exchange last) {
        return !last.content().ended() || !input.isEmpty() || last.clientExpectsMore();
    }

    /** What waits for its client, on a thread that may. */
    private @Nullable Next last() throws IOException {
        if (!input.mayWait()) {
            return Next.THREAD;
        }
        switch (stage) {
            case DRAIN -> {
                out.flushAnswers(false);
                Exchange exchange = ending;
                assert exchange != null : "nothing to drain";
                return over(exchange.content().drain(protocol.config.maxDrainBytes()));
            }
            case TUNNEL -> {
                Exchange exchange = ending;
                assert exchange != null : "no tunnel to end";
                afterHijack(exchange.taken());
            }
            case REFUSE -> {
                Refusal e = refusal;
                assert e != null : "nothing to refuse";
                endings.refuse(e);
            }
            case LINGER -> {
                out.flushAnswers(true);
                Exchange exchange = ending;
                assert exchange != null : "no request is over";
                if (clientMaySend(exchange)) {
                    endings.linger();
                }
            }
            default -> throw new AssertionError(stage);
        }
        return Next.DONE;
    }

    /** Ends a tunnel with its handler; what was hijacked is its holder's, and the server closes what was not handed over. */
    private void afterHijack(@Nullable Hijacked taken) {
        if (taken != null && taken.linger(protocol.lingerNanos)) {
            connection.close();
        }
    }

    // ---- from other threads

    private void cut() {
        Exchange exchange = current;
        if (exchange != null) {
            exchange.cut();
        }
    }

    private void clientGone() {
        Exchange exchange = current;
        if (exchange != null) {
            exchange.cancel();
        }
    }

    /** About every 100 ms: a handler that takes its time has its client watched. */
    private void tick() {
        Exchange exchange = current;
        if (exchange != ticked) {
            ticked = exchange;
            ticks = 0;
        } else if (exchange != null && ++ticks >= WATCH_TICKS) {
            exchange.watchClient();
        }
    }
}
