package dev.weir.http1;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.FairYield;
import dev.weir.http.core.support.Lingering;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection's life: read a head, run the handler, end the response, and again. One at a time and in order (RFC 9112
 * section 9.3.2), on the connection's own virtual thread.
 */
final class Http1Connection {
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
    private final FairYield fairYield = new FairYield();
    private final Runnable clientGone = this::clientGone;

    /** The request that a handler answers; written by the connection's thread, read on ticks and when the server closes the connection. */
    private volatile @Nullable Exchange current;

    /** Tick thread only. */
    private @Nullable Exchange ticked;

    private int ticks;

    private boolean served;
    /** When the request began that is read or answered; known where a clock runs over all of it. */
    private long began;

    private boolean readDeadlineSet;
    private boolean writeDeadlineSet;

    Http1Connection(Http1Protocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = new RequestInput(connection);
        this.out = new ResponseOutput(connection, protocol.outputBuffers, protocol.delayedFlusher);
        this.scanner = new HeadScanner(protocol.config);
        this.parser = new HeadParser(
                protocol.config.maxHeaderCount(), connection.tls().isPresent(), protocol.config.trustTargetScheme());
    }

    void serve() throws IOException {
        connection.onTick(this::tick);
        connection.onCut(this::cut);
        try {
            boolean more = true;
            while (more) {
                more = next();
            }
        } catch (Refusal e) {
            refuse(e);
        } finally {
            connection.onTick(null);
            out.drop();
            input.end();
        }
    }

    /** Serves one request; false when the connection is done. */
    private boolean next() throws IOException, Refusal {
        RequestHead head = readHead();
        if (head == null) {
            return false;
        }
        served = true;
        if (protocol.writeNanos != 0) {
            connection.writeDeadline(Deadlines.in(protocol.writeNanos));
            writeDeadlineSet = true;
        }
        try {
            Exchange exchange = new Exchange(protocol, connection, input, out, head, clientGone);
            current = exchange;
            exchange.run(handler(head), Deadlines.after(began, protocol.readNanos));
            current = null;
            if (exchange.hijacked()) {
                afterHijack(exchange.taken());
                return false;
            }
            return after(exchange);
        } finally {
            connection.memory().release(counted(head.bytes.length));
        }
    }

    /** What a head's own copy counts for while its request is dealt with; that of a usual one, nothing. */
    private static int counted(int headLength) {
        return headLength <= RequestInput.SMALL ? 0 : headLength;
    }

    private Handler handler(RequestHead head) {
        boolean asterisk = head.bytes[head.targetStart] == '*' || head.emptyPath && head.queryStart == head.queryEnd;
        return RequestRules.handler(protocol.server, head.method, asterisk);
    }

    // ---- before the handler

    /** Waits for a head and reads it; null when the client is done, or we are. */
    private @Nullable RequestHead readHead() throws IOException, Refusal {
        scanner.reset();
        if (!scanner.begun(input) && !awaitRequest()) {
            return null;
        }
        if (!connection.active()) {
            return null;
        }
        if (protocol.readNanos != 0) {
            began = beginning();
        }
        int length = scanner.scan(input);
        if (length < 0) {
            length = awaitHead();
            if (length < 0) {
                return null;
            }
        }
        if (!connection.memory().reserve(counted(length))) {
            connection.memory().refused();
            throw noMemory();
        }
        RequestHead head = parse(length);
        input.pos += length;
        input.headTaken();
        if (readDeadlineSet) {
            readUntil(0);
        }
        return head;
    }

    /** When the request began whose first bytes are here; the first one does with its connection. */
    private long beginning() {
        return served ? System.nanoTime() : connection.readySince();
    }

    private RequestHead parse(int length) throws Refusal {
        boolean parsed = false;
        try {
            RequestHead head = parser.parse(input.buf, input.pos, length);
            parsed = true;
            return head;
        } finally {
            if (!parsed) {
                connection.memory().release(counted(length));
            }
        }
    }

    private static Refusal noMemory() {
        return new Refusal(Status.SERVICE_UNAVAILABLE, "the server has no memory for so large a head now");
    }

    /**
     * Waits for the first byte of a request, holding as little as possible; false at the connection's end. An empty line is
     * none (RFC 9112 section 2.2): after it the connection is as idle as before, and the same deadline holds.
     */
    private boolean awaitRequest() throws IOException {
        flushAnswers();
        readUntil(
                served
                        ? Deadlines.in(protocol.idleNanos)
                        : Deadlines.after(connection.readySince(), protocol.headNanos));
        out.release();
        boolean heard = false;
        do {
            // A shutdown closes what is idle; a client that has just connected may have sent a request.
            if (served ? !connection.idle() : heard && connection.draining()) {
                return false;
            }
            input.shrink();
            // The next request often arrives meanwhile: then the read finds it, and the thread need not be parked.
            fairYield.yield();
            try {
                if (!input.fill()) {
                    return false;
                }
            } catch (SocketTimeoutException e) {
                protocol.server.logDebug("idle for too long: " + connection.remoteAddress(), null);
                return false;
            }
            heard = true;
        } while (!scanner.begun(input));
        return true;
    }

    /** Waits for the rest of a head of which a part is there; -1 when it breaks off. */
    private int awaitHead() throws IOException, Refusal {
        // First, as a client that reads slowly has not sent its head slowly.
        flushAnswers();
        began = beginning();
        readUntil(Deadlines.after(began, protocol.headNanos));
        int length = -1;
        while (length < 0) {
            try {
                if (!input.fill()) {
                    protocol.server.logDebug("closed within a request's head: " + connection.remoteAddress(), null);
                    return -1;
                }
            } catch (SocketTimeoutException e) {
                throw new Refusal(Status.REQUEST_TIMEOUT, "the head came too slowly");
            } catch (NoMemory e) {
                throw noMemory();
            }
            length = scanner.scan(input);
        }
        return length;
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

    // ---- after the handler

    /** Ends a tunnel with its handler; what was hijacked is its holder's, and the server closes what was not handed over. */
    private void afterHijack(@Nullable Hijacked taken) {
        if (taken != null && taken.linger(protocol.lingerNanos)) {
            connection.close();
        }
    }

    /** Ends what the handler has left; true when the connection may serve another request. */
    private boolean after(Exchange exchange) throws IOException {
        if (exchange.failed()) {
            if (exchange.looksWhole()) {
                connection.abort();
            }
            return false;
        }
        boolean keep = !exchange.closes();
        RequestContent content = exchange.content();
        if (keep && !content.ended()) {
            flushAnswers();
            keep = content.drain(protocol.config.maxDrainBytes());
        }
        if (keep) {
            if (input.isEmpty()) {
                out.flush();
            }
            return true;
        }
        flushAnswers();
        if (!content.ended() || !input.isEmpty() || exchange.clientExpectsMore()) {
            linger();
        }
        return false;
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
