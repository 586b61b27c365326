package dev.weir.http.core.connection;

import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.HandshakeLimit;
import dev.weir.http.core.support.Lingering;
import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The handshakes of a server's connections, each step by step and under a deadline. */
public final class TlsHandshaker {
    /** To a client that speaks HTTP without TLS to us: it may know no version but 1.0. */
    private static final byte[] NOT_TLS = ("HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Connection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final DefaultServerContext context;
    private final TlsServerContext tls;
    private final HandshakeLimit limit;
    private final ConnectionReports reports;
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();

    public TlsHandshaker(
            DefaultServerContext context, TlsServerContext tls, HandshakeLimit limit, ConnectionReports reports) {
        this.context = context;
        this.tls = tls;
        this.limit = limit;
        this.reports = reports;
    }

    /** How many have succeeded. */
    public long succeeded() {
        return succeeded.sum();
    }

    /** How many have failed. */
    public long failed() {
        return failed.sum();
    }

    /**
     * Begins the handshake of a connection that has joined a loop.
     *
     * @param nanos the most time that it may take; zero for no limit
     */
    Attempt begin(ServerConnection connection, long nanos) {
        return new Attempt(connection, nanos);
    }

    /**
     * The handshake of one connection. It is computed in a turn of the loop that no other handshake has, and with a permit:
     * between two handshakes a loop serves all that are ready.
     *
     * <p><b>Threads.</b> Those that make the connection's steps, one at a time.
     */
    final class Attempt {
        private final ServerConnection connection;
        private final TlsChannel channel;
        private final long nanos;
        private final long until;
        /** Whether this step is the one that was waited for. */
        private boolean inTurn;
        /** Whether this step has a permit; set by whoever grants it, before the step. */
        private boolean permitted;
        /** Whether all that is left is to let the client read what it was answered. */
        private boolean lingers;
        /** The application protocol agreed on, empty when the client named none; null while there is none. */
        private @Nullable String agreed;

        private Attempt(ServerConnection connection, long nanos) {
            this.connection = connection;
            this.nanos = nanos;
            until = Deadlines.in(nanos);
            channel = new TlsChannel(new Listening(connection, reports), tls.newEngine(), connection.beginTls());
            connection.readDeadline(until);
            connection.writeDeadline(until);
        }

        /** The application protocol agreed on, empty when the client named none; null when the connection is to be closed. */
        @Nullable
        String agreed() {
            return agreed;
        }

        /** Goes on with the handshake; returns what it waits for, {@link Next#DONE} when it is over, whatever its end. */
        Next step() throws IOException {
            if (lingers) {
                linger(connection);
                return Next.DONE;
            }
            boolean compute = permitted;
            permitted = false;
            if (inTurn) {
                inTurn = false;
                if (!limit.enter(this::granted)) {
                    return Next.RELEASED;
                }
                compute = true;
            }
            try {
                if (compute) {
                    compute();
                }
                return after(channel.advance());
            } catch (NotTlsException e) {
                return answerPlain(e.firstBytes());
            } catch (TlsRefusedException e) {
                fault(connection, Handshake.REFUSED, String.valueOf(e.getMessage()));
                connection.abort();
                return Next.DONE;
            } catch (TlsException e) {
                fault(connection, Handshake.FAILED, String.valueOf(e.getMessage()));
                return lingering();
            } catch (IOException e) {
                boolean late = Deadlines.hasPassed(until, System.nanoTime());
                fault(
                        connection,
                        late ? Handshake.TIMED_OUT : Handshake.BROKEN,
                        late ? "it took longer than " + Duration.ofNanos(nanos) : e.toString());
                return Next.DONE;
            } catch (RuntimeException | Error e) {
                // What has begun ends, for those who listen.
                reports.handshake(connection, Handshake.BROKEN, "");
                throw e;
            }
        }

        private void granted() {
            permitted = true;
            connection.io.socket.again();
        }

        /** Computes, with a permit, which it gives back. */
        private void compute() throws IOException {
            try {
                if (Deadlines.hasPassed(until, System.nanoTime())) {
                    throw channel.abandon("the handshake's deadline passed while it waited for other handshakes");
                }
                channel.compute();
            } finally {
                limit.leave();
            }
        }

        private Next after(TlsChannel.Progress progress) {
            return switch (progress) {
                case INPUT -> Next.INPUT;
                case COMPUTE -> {
                    inTurn = true;
                    connection.io.socket.againInTurn();
                    yield Next.RELEASED;
                }
                case DONE -> {
                    complete(channel.session());
                    yield Next.DONE;
                }
            };
        }

        private void complete(TlsSessionInfo session) {
            succeeded.increment();
            reports.handshake(connection, Handshake.COMPLETE, session.protocol());
            connection.readDeadline(0);
            connection.writeDeadline(0);
            connection.secure(
                    new TlsTransport(connection.channel, connection.io.socket, channel),
                    new TlsInfo(
                            session.protocol(),
                            session.cipher(),
                            session.alpn(),
                            session.serverName(),
                            session.peerCertificates(),
                            session.namedGroup()));
            agreed = session.alpn().orElse("");
        }

        private Next answerPlain(byte[] firstBytes) throws IOException {
            if (firstBytes.length == 0) {
                // A check whether the port is open is no fault.
                context.logDebug("no handshake from " + connection.remoteAddress() + ", which left", null);
                return Next.DONE;
            }
            boolean http = looksLikeHttp(firstBytes);
            fault(
                    connection,
                    Handshake.NOT_TLS,
                    http ? "HTTP without TLS on the port for TLS" : "something that is not TLS");
            if (!http) {
                return Next.DONE;
            }
            connection.write(ByteBuffer.wrap(NOT_TLS));
            return lingering();
        }

        /** Waits for the client's end in the next step, on a thread that may. */
        private Next lingering() {
            lingers = true;
            return Next.THREAD;
        }
    }

    private void fault(ServerConnection connection, Handshake result, String reason) {
        failed.increment();
        reports.handshake(connection, result, "");
        context.faults().log("failed TLS handshake", connection.remoteAddress(), reason);
    }

    /** A method: letters, then nothing more yet or a space. */
    private static boolean looksLikeHttp(byte[] bytes) {
        int i = 0;
        while (i < bytes.length && bytes[i] >= 'A' && bytes[i] <= 'Z') {
            i++;
        }
        return i > 0 && (i == bytes.length || bytes[i] == ' ');
    }

    /** Reads on for a while, so that the answer, or the alert, is not lost to a reset. */
    private void linger(ServerConnection connection) throws IOException {
        long time = Deadlines.nanos(context.config().lingerTimeout());
        if (time == 0) {
            return;
        }
        connection.closeOutput();
        ByteBuffer dropped = ByteBuffer.allocate(1024);
        Lingering.readOn(connection, time, () -> connection.read(dropped.clear()));
    }

    /**
     * The channel below, which notes the first byte of a handshake: until then the connection is idle, and a shutdown may
     * close it.
     */
    private static final class Listening implements ByteChannel {
        private final ServerConnection connection;
        private final SocketChannel channel;
        private final ConnectionReports reports;
        /** Connection's thread. */
        private boolean heard;

        Listening(ServerConnection connection, ConnectionReports reports) {
            this.connection = connection;
            this.reports = reports;
            this.channel = connection.channel;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int n = channel.read(dst);
            if (!heard && n > 0) {
                heard = true;
                connection.busy(true);
                reports.handshakeBegins(connection);
            }
            return n;
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            int n = channel.write(src);
            if (n == 0 && src.hasRemaining()) {
                connection.io.socket.awaitWritable();
            }
            return n;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
