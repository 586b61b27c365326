package dev.weir.http.core.connection;

import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.Lingering;
import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.HandshakeLimit;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The handshakes of a server's connections, each on its connection's thread and under a deadline. */
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
     * Returns the application protocol agreed on, empty when the client named none; null when the connection is to be closed.
     *
     * @param nanos the most time that it may take; zero for no limit
     */
    @Nullable
    String handshake(ServerConnection connection, long nanos) throws IOException {
        TlsChannel channel = new TlsChannel(new Listening(connection, reports), tls.newEngine(), connection.beginTls());
        long until = Deadlines.in(nanos);
        connection.readDeadline(until);
        connection.writeDeadline(until);
        TlsSessionInfo session;
        try {
            session = channel.handshake(limit, until);
        } catch (NotTlsException e) {
            answerPlain(connection, e.firstBytes());
            return null;
        } catch (TlsRefusedException e) {
            fault(connection, Handshake.REFUSED, String.valueOf(e.getMessage()));
            connection.abort();
            return null;
        } catch (TlsException e) {
            fault(connection, Handshake.FAILED, String.valueOf(e.getMessage()));
            linger(connection);
            return null;
        } catch (IOException e) {
            boolean late = Deadlines.hasPassed(until, System.nanoTime());
            fault(
                    connection,
                    late ? Handshake.TIMED_OUT : Handshake.BROKEN,
                    late ? "it took longer than " + Duration.ofNanos(nanos) : e.toString());
            return null;
        } catch (RuntimeException | Error e) {
            // What has begun ends, for those who listen.
            reports.handshake(connection, Handshake.BROKEN, "");
            throw e;
        }
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
        return session.alpn().orElse("");
    }

    private void fault(ServerConnection connection, Handshake result, String reason) {
        failed.increment();
        reports.handshake(connection, result, "");
        context.faults().log("failed TLS handshake", connection.remoteAddress(), reason);
    }

    private void answerPlain(ServerConnection connection, byte[] firstBytes) throws IOException {
        if (firstBytes.length == 0) {
            // A check whether the port is open is no fault.
            context.logDebug("no handshake from " + connection.remoteAddress() + ", which left", null);
            return;
        }
        boolean http = looksLikeHttp(firstBytes);
        fault(
                connection,
                Handshake.NOT_TLS,
                http ? "HTTP without TLS on the port for TLS" : "something that is not TLS");
        if (http) {
            connection.write(ByteBuffer.wrap(NOT_TLS));
            linger(connection);
        }
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
            if (!heard) {
                heard = true;
                connection.busy(n > 0);
                if (n > 0) {
                    reports.handshakeBegins(connection);
                }
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
