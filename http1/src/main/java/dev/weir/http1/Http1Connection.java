package dev.weir.http1;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import dev.weir.http.core.request.HandlerKind;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Session;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.Lingering;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection's life: read a head, run the handler, end the response, and again. One at a time and in order (RFC 9112
 * section 9.3.2).
 *
 * <p><b>Threads.</b> One at a time makes steps, as of {@link Session}; the handler runs on it. {@link #cut} and {@link #tick} come
 * from threads of the server.
 */
final class Http1Connection implements Session {
    /** What the next step begins with. */
    private enum Stage {
        /** The next request, of which something may be here. */
        NEXT,
        /** The first byte of a request is waited for. */
        IDLE,
        /** The rest of a head is waited for. */
        HEAD,
        /** A head is here, and its handler is to run. */
        READY,
        /** What the handler has left of the content is to be read. */
        DRAIN,
        /** A tunnel's handler has returned. */
        TUNNEL,
        /** Something that is no request is to be answered. */
        REFUSE,
        /** The last answer is out, and the client may still send. */
        LINGER,
    }

    /** A handler that runs longer than so many ticks of 100 ms has its client watched, asked or not. */
    private static final int WATCH_TICKS = 5;
    /** Room for the status line and {@code Date} of such an answer. */
    private static final int OWN_BYTES = 512;
    /** The most time that an answer to a bad request may take to go out. */
    private static final long REFUSAL_NANOS = 5_000_000_000L;

    private final Http1Protocol protocol;
    private final Connection connection;
    private final RequestInput input;
    private final ResponseOutput out;
    private final HeadScanner scanner;
    private final HeadParser parser;
    private final Runnable clientGone = this::clientGone;

    private Stage stage = Stage.NEXT;
    /** The head of the request that is to be served; null but in READY. */
    private @Nullable RequestHead head;
    /** What TUNNEL and DRAIN end. */
    private @Nullable Exchange ending;
    /** What REFUSE answers. */
    private @Nullable Refusal refusal;
    /** Whether this step may read from the socket: its loop hears of more in the next one. */
    private boolean mayRead;

    /** The request that a handler answers; written by the thread that makes the step, read on ticks and when the server closes the connection. */
    private volatile @Nullable Exchange current;

    /** Tick thread only. */
    private @Nullable Exchange ticked;

    private int ticks;

    private boolean begun;
    private boolean served;
    /** Whether bytes have come while the first request is waited for. */
    private boolean heard;
    /** When the request began that is read or answered; known where a clock runs over all of it. */
    private long began;

    private boolean readDeadlineSet;
    private boolean writeDeadlineSet;

    Http1Connection(Http1Protocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = new RequestInput(connection, protocol.inputBuffers);
        this.out = new ResponseOutput(connection, protocol.outputBuffers, protocol.delayedFlusher);
        this.scanner = new HeadScanner(protocol.config);
        this.parser = new HeadParser(
                protocol.config.maxHeaderCount(), connection.tls().isPresent(), protocol.config.trustTargetScheme());
    }

    @Override
    public Next step() throws IOException {
        if (!begun) {
            begun = true;
            connection.onTick(this::tick);
            connection.onCut(this::cut);
        }
        mayRead = true;
        while (true) {
            try {
                Next next = switch (stage) {
                    case NEXT -> next();
                    case IDLE -> idle();
                    case HEAD -> head();
                    case READY -> ready();
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
        RequestHead unserved = head;
        if (unserved != null) {
            head = null;
            connection.memory().release(counted(unserved.bytes.length));
        }
        out.drop();
        Exchange last = ending;
        input.end(last == null || !last.hijacked());
    }

    /** Whether the calling thread may wait as long as it takes. */
    private boolean onOwnThread() {
        return connection.place(Connection.NO_HANDLER) == Connection.Place.OWN;
    }

    /** Whether the calling thread may wait for a client that does not read. */
    private boolean maySend() {
        return !out.holdsAnswers() || connection.place(Connection.NO_HANDLER) != Connection.Place.ELSEWHERE;
    }

    // ---- before the handler; each returns what is waited for, or null to go on with the next stage

    private @Nullable Next next() throws IOException, Refusal {
        scanner.reset();
        if (scanner.begun(input)) {
            return begin();
        }
        if (!maySend()) {
            return Next.THREAD;
        }
        flushAnswers();
        readUntil(
                served
                        ? Deadlines.in(protocol.idleNanos)
                        : Deadlines.after(connection.readySince(), protocol.headNanos));
        out.release();
        heard = false;
        stage = Stage.IDLE;
        return mayGoOn() ? null : Next.DONE;
    }

    /** A shutdown closes what is idle; a client that has just connected may have sent a request. */
    private boolean mayGoOn() {
        return served ? connection.idle() : !heard || !connection.draining();
    }

    /**
     * Waits for the first byte of a request, holding as little as possible. An empty line is none (RFC 9112 section 2.2): after it
     * the connection is as idle as before, and the same deadline holds.
     */
    private @Nullable Next idle() throws IOException, Refusal {
        while (true) {
            int n;
            try {
                if (input.isAhead() && !onOwnThread()) {
                    return Next.THREAD;
                }
                n = receive();
            } catch (SocketTimeoutException e) {
                protocol.server.logDebug("idle for too long: " + connection.remoteAddress(), null);
                return Next.DONE;
            }
            if (n < 0) {
                return Next.DONE;
            }
            if (n == 0) {
                input.shrink();
                return Next.INPUT;
            }
            heard = true;
            if (scanner.begun(input)) {
                return begin();
            }
            if (!mayGoOn()) {
                return Next.DONE;
            }
        }
    }

    /**
     * Takes what has come: nothing where this step has read and the socket is to be asked first, which is its loop's matter.
     *
     * @return more than zero for something; 0 for nothing; -1 at the end
     */
    private int receive() throws IOException {
        if (input.isAhead()) {
            // What it has read may be here before it was waited for.
            return input.fill() ? 1 : -1;
        }
        if (!mayRead && !connection.holdsInput()) {
            return 0;
        }
        mayRead = false;
        return input.receive();
    }

    /** Something of a request is here. */
    private @Nullable Next begin() throws IOException, Refusal {
        if (!connection.active()) {
            return Next.DONE;
        }
        if (protocol.readNanos != 0) {
            began = beginning();
        }
        int length = scanner.scan(input);
        if (length >= 0) {
            return take(length);
        }
        // A client that reads slowly has not sent its head slowly, so what is to be sent goes first.
        stage = Stage.HEAD;
        began = 0;
        return null;
    }

    /** When the request began whose first bytes are here; the first one does with its connection. */
    private long beginning() {
        return served ? System.nanoTime() : connection.readySince();
    }

    /** Waits for the rest of a head of which a part is there. */
    private @Nullable Next head() throws IOException, Refusal {
        if (began == 0) {
            if (!maySend()) {
                return Next.THREAD;
            }
            flushAnswers();
            began = beginning();
            readUntil(Deadlines.after(began, protocol.headNanos));
        }
        while (true) {
            int n;
            try {
                if ((input.isAhead() || input.waitsForMemory()) && !onOwnThread()) {
                    return Next.THREAD;
                }
                n = receive();
            } catch (SocketTimeoutException e) {
                throw new Refusal(Status.REQUEST_TIMEOUT, "the head came too slowly");
            } catch (NoMemory e) {
                throw noMemory();
            }
            if (n < 0) {
                protocol.server.logDebug("closed within a request's head: " + connection.remoteAddress(), null);
                return Next.DONE;
            }
            if (n == 0) {
                return Next.INPUT;
            }
            int length = scanner.scan(input);
            if (length >= 0) {
                return take(length);
            }
        }
    }

    /** Takes a head out of the input that is there as a whole. */
    private @Nullable Next take(int length) throws Refusal {
        if (!connection.memory().reserve(counted(length))) {
            connection.memory().refused();
            throw noMemory();
        }
        head = parse(length);
        input.pos += length;
        input.headTaken();
        if (readDeadlineSet) {
            readUntil(0);
        }
        served = true;
        stage = Stage.READY;
        return null;
    }

    /** What a head's own copy counts for while its request is dealt with; that of a usual one, nothing. */
    private static int counted(int headLength) {
        return headLength <= RequestInput.SMALL ? 0 : headLength;
    }

    private RequestHead parse(int length) throws Refusal {
        boolean parsed = false;
        try {
            RequestHead complete = parser.parse(input.buf, input.pos, length);
            parsed = true;
            return complete;
        } finally {
            if (!parsed) {
                connection.memory().release(counted(length));
            }
        }
    }

    private static Refusal noMemory() {
        return new Refusal(Status.SERVICE_UNAVAILABLE, "the server has no memory for so large a head now");
    }

    private void readUntil(long deadline) {
        connection.readDeadline(deadline);
        readDeadlineSet = deadline != 0;
    }

    private void flushAnswers() throws IOException {
        out.flush();
        if (writeDeadlineSet) {
            connection.writeDeadline(0);
            writeDeadlineSet = false;
        }
    }

    // ---- the handler

    /** Serves the request whose head is here. */
    private @Nullable Next ready() throws IOException {
        RequestHead taken = head;
        assert taken != null : "ready without a head";
        if (place(taken) == Connection.Place.ELSEWHERE) {
            return Next.THREAD;
        }
        head = null;
        if (protocol.writeNanos != 0) {
            connection.writeDeadline(Deadlines.in(protocol.writeNanos));
            writeDeadlineSet = true;
        }
        try {
            Exchange exchange = new Exchange(protocol, connection, input, out, taken, clientGone);
            current = exchange;
            exchange.run(handler(taken), Deadlines.after(began, protocol.readNanos));
            current = null;
            if (exchange.hijacked()) {
                ending = exchange;
                stage = Stage.TUNNEL;
                return null;
            }
            return after(exchange);
        } finally {
            connection.memory().release(counted(taken.bytes.length));
        }
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
            return onOwnThread() ? Connection.Place.OWN : Connection.Place.ELSEWHERE;
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
        if (!exchange.closes() && !exchange.content().ended()) {
            stage = Stage.DRAIN;
            return null;
        }
        return over(!exchange.closes());
    }

    /** The request is over; goes on with the next where the connection is kept. */
    private @Nullable Next over(boolean keep) throws IOException {
        Exchange exchange = ending;
        assert exchange != null : "no request is over";
        if (keep) {
            ending = null;
            stage = Stage.NEXT;
            return null;
        }
        if (!maySend()) {
            stage = Stage.LINGER;
            return Next.THREAD;
        }
        flushAnswers();
        if (!exchange.content().ended() || !input.isEmpty() || exchange.clientExpectsMore()) {
            stage = Stage.LINGER;
            return null;
        }
        return Next.DONE;
    }

    /** What waits for its client, on a thread that may. */
    private @Nullable Next last() throws IOException {
        if (!onOwnThread()) {
            return Next.THREAD;
        }
        switch (stage) {
            case DRAIN -> {
                flushAnswers();
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
                refuse(e);
            }
            case LINGER -> {
                flushAnswers();
                Exchange exchange = ending;
                if (exchange == null
                        || !exchange.content().ended()
                        || !input.isEmpty()
                        || exchange.clientExpectsMore()) {
                    linger();
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

    /** Answers what no handler will see, and ends the connection. */
    private void refuse(Refusal e) throws IOException {
        protocol.server.logDebug(
                "refused a request from " + connection.remoteAddress() + " with " + e.status() + ": " + e.getMessage(),
                null);
        ErrorRenderer.Page page = protocol.runner.errorPage(e.status(), e.reason());
        byte[] text = page.text().getBytes(StandardCharsets.UTF_8);
        byte[] fields = refusalFields(e, page, text.length).getBytes(StandardCharsets.ISO_8859_1);
        if (e.status() == Status.SERVICE_UNAVAILABLE) {
            // What was held for the head goes first: the rest takes its time.
            input.pos = input.limit;
            input.shrink();
        }
        boolean sent = false;
        try {
            sendRefusal(e.status(), fields, text);
            sent = true;
        } finally {
            // It was refused, whether or not its client hears of that.
            protocol.runner.refused(
                    connection, "HTTP/1.1", 0, sent ? e.status() : 0, sent ? text.length : 0, e.reason());
        }
        if (e.status() != Status.REQUEST_TIMEOUT) {
            linger();
        }
    }

    private void sendRefusal(int status, byte[] fields, byte[] text) throws IOException {
        connection.writeDeadline(Deadlines.in(REFUSAL_NANOS));
        out.reserve(OWN_BYTES);
        out.put(StatusLine.of(status));
        if (protocol.config.sendDate()) {
            out.putDate();
        }
        out.write(fields, 0, fields.length);
        out.write(text, 0, text.length);
        out.flush();
        out.release();
    }

    private static String refusalFields(Refusal e, ErrorRenderer.Page page, int length) {
        StringBuilder fields =
                new StringBuilder("Content-Type: ").append(page.contentType()).append("\r\n");
        for (Headers.Field field : page.headers()) {
            fields.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (e.status() == Status.SERVICE_UNAVAILABLE) {
            fields.append("Retry-After: " + NoMemory.RETRY_SECONDS + "\r\n");
        }
        return fields.append("Connection: close\r\nContent-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .toString();
    }

    /**
     * Closes in stages (RFC 9112 section 9.6): half-closes, then reads on for a while, as closing with bytes
     * unread would reset the connection and could take the answer away from the client.
     */
    private void linger() throws IOException {
        connection.closeOutput();
        if (protocol.lingerNanos == 0) {
            return;
        }
        try {
            Lingering.readOn(connection, protocol.lingerNanos, this::drop);
        } catch (IOException e) {
            protocol.server.logDebug("while lingering: " + connection.remoteAddress(), e);
        }
    }

    private int drop() throws IOException {
        input.pos = input.limit;
        return input.fill() ? input.available() : -1;
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
