package dev.weir.http.core;

import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsChannel;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.TlsSessionInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The handshakes of a server's connections, each on its connection's thread and under a deadline. */
final class TlsHandshake {
    /** To a client that speaks HTTP without TLS to us: it may know no version but 1.0. */
    private static final byte[] NOT_TLS = ("HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Connection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerContext context;
    private final TlsServerContext tls;
    private final long nanos;

    private TlsHandshake(ServerContext context, TlsServerContext tls) {
        this.context = context;
        this.tls = tls;
        this.nanos = deadline(context.config());
    }

    static TlsHandshake open(ServerContext context, TlsConfig config, List<String> alpn) throws IOException {
        return new TlsHandshake(context, TlsProvider.select(config.provider()).open(config, alpn));
    }

    /** The smaller of the read and write settings that are set, else that of the head; zero for none. */
    private static long deadline(ServerConfig config) {
        long read = config.readTimeout().toNanos();
        long write = config.writeTimeout().toNanos();
        if (read != 0 && write != 0) {
            return Math.min(read, write);
        }
        return read != 0 || write != 0 ? Math.max(read, write) : config.readHeaderTimeout().toNanos();
    }

    /** The application protocol agreed on, empty when the client named none; null when the connection is to be closed. */
    String shake(ServerConnection connection) throws IOException {
        TlsChannel channel = new TlsChannel(connection.channel(), tls.newEngine());
        long until = nanos == 0 ? 0 : System.nanoTime() + nanos;
        connection.readDeadline(until);
        connection.writeDeadline(until);
        TlsSessionInfo session;
        try {
            session = channel.handshake();
        } catch (NotTlsException e) {
            answerPlain(connection, e.firstBytes());
            return null;
        } catch (TlsException e) {
            context.logDebug("the TLS handshake with " + connection.remoteAddress() + " failed", e);
            linger(connection);
            return null;
        }
        connection.readDeadline(0);
        connection.writeDeadline(0);
        connection.secure(
                new TlsTransport(connection.channel(), channel),
                new TlsInfo(session.protocol(), session.cipher(), session.alpn(), session.serverName(),
                        session.peerCertificates(), session.namedGroup()));
        return session.alpn().orElse("");
    }

    private void answerPlain(ServerConnection connection, byte[] firstBytes) throws IOException {
        context.logDebug("no TLS but something else came from " + connection.remoteAddress(), null);
        if (looksLikeHttp(firstBytes)) {
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
        long time = context.config().lingerTimeout().toNanos();
        if (time == 0) {
            return;
        }
        connection.closeOutput();
        connection.readDeadline(System.nanoTime() + time);
        ByteBuffer dropped = ByteBuffer.allocate(1024);
        while (connection.read(dropped) >= 0) {
            dropped.clear();
        }
    }
}
