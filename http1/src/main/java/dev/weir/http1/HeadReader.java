package dev.weir.http1;

import dev.weir.http.api.Status;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection's heads, one after the other, each within its time. Between them the connection is idle and holds as little as
 * possible.
 *
 * <p><b>Threads.</b> Those that make the connection's steps.
 */
final class HeadReader {
    private enum Stage {
        /** The next request, of which something may be here. */
        NEXT,
        /** The first byte of a request is waited for. */
        IDLE,
        /** The rest of a head is waited for. */
        HEAD,
    }

    private final Http1Protocol protocol;
    private final Connection connection;
    private final RequestInput input;
    private final ResponseOutput out;
    private final HeadScanner scanner;
    private final HeadParser parser;

    private Stage stage = Stage.NEXT;
    /** A head that was read to its end; null before. */
    private @Nullable RequestHead taken;
    /** Whether this step may read from the socket: its loop hears of more in the next one. */
    private boolean mayRead;
    /** Whether a head was read to its end before. */
    private boolean served;
    /** Whether bytes have come while the first request is waited for. */
    private boolean heard;
    /** When the request began that is read or answered; known where a clock runs over all of it. */
    private long began;

    private boolean readDeadlineSet;

    HeadReader(Http1Protocol protocol, Connection connection, RequestInput input, ResponseOutput out) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = input;
        this.out = out;
        this.scanner = new HeadScanner(protocol.config);
        this.parser = new HeadParser(
                protocol.config.maxHeaderCount(), connection.tls().isPresent(), protocol.config.trustTargetScheme());
    }

    /** A step begins. */
    void begin() {
        mayRead = true;
    }

    /** When the request began whose head was read last; zero where no clock runs over all of it. */
    long began() {
        return began;
    }

    /** Takes the head that was read. */
    RequestHead take() {
        RequestHead complete = taken;
        assert complete != null : "no head was read";
        taken = null;
        return complete;
    }

    /**
     * Goes on with the head.
     *
     * @return what is waited for; null when a head was read to its end
     * @throws Refusal when no head can come of it, or it comes too slowly
     */
    @Nullable
    Next step() throws IOException, Refusal {
        return switch (stage) {
            case NEXT -> next();
            case IDLE -> idle();
            case HEAD -> head();
        };
    }

    private @Nullable Next next() throws IOException, Refusal {
        scanner.reset();
        if (scanner.begun(input)) {
            return requestBegins();
        }
        if (!out.maySend()) {
            return Next.THREAD;
        }
        out.flushAnswers(false);
        readUntil(
                served
                        ? Deadlines.in(protocol.idleNanos)
                        : Deadlines.after(connection.readySince(), protocol.headNanos));
        out.release();
        heard = false;
        stage = Stage.IDLE;
        return mayGoOn() ? idle() : Next.DONE;
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
                if (input.isAhead() && !input.mayWait()) {
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
                return requestBegins();
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
    private @Nullable Next requestBegins() throws IOException, Refusal {
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
        return head();
    }

    /** When the request began whose first bytes are here; the first one does with its connection. */
    private long beginning() {
        return served ? System.nanoTime() : connection.readySince();
    }

    /** Waits for the rest of a head of which a part is there. */
    private @Nullable Next head() throws IOException, Refusal {
        if (began == 0) {
            if (!out.maySend()) {
                return Next.THREAD;
            }
            out.flushAnswers(false);
            began = beginning();
            readUntil(Deadlines.after(began, protocol.headNanos));
        }
        while (true) {
            int n;
            try {
                if ((input.isAhead() || input.waitsForMemory()) && !input.mayWait()) {
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
        taken = parse(length);
        input.pos += length;
        input.headTaken();
        input.readySince = 0;
        if (readDeadlineSet) {
            readUntil(0);
        }
        served = true;
        stage = Stage.NEXT;
        return null;
    }

    /** What a head's own copy counts for while its request is dealt with; that of a usual one, nothing. */
    static int counted(int headLength) {
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
}
