package dev.weir.samples;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A protocol of one's own: {@code echo/1}, which sends each line back, in upper-case ASCII. What a client has
 * negotiated by that name in the TLS handshake comes here instead of to HTTP. To offer it, add it to a server, or
 * declare it in a module with {@code provides dev.weir.http.core.spi.ProtocolProvider with ...}:
 *
 * <pre>{@code
 * Server.builder().protocol(new LineEcho()) ...
 * }</pre>
 */
public final class LineEcho implements ProtocolProvider {
    /** The ALPN name. */
    public static final String NAME = "echo/1";

    private static final int LONGEST_LINE = 8192;

    /** Makes the provider. */
    public LineEcho() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Protocol open(ServerContext server) {
        return connection -> serve(server, connection);
    }

    /**
     * Returns when the client has ended, a line is too long, or the server shuts down; then the connection is closed.
     */
    private static void serve(ServerContext server, Connection connection) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_LINE);
        while (connection.idle() && connection.read(bytes) >= 0) {
            connection.active();
            bytes.flip();
            int end = lastLineEnd(bytes);
            for (int i = 0; i < end; i++) {
                byte b = bytes.get(i);
                if (b >= 'a' && b <= 'z') {
                    bytes.put(i, (byte) (b - 32));
                }
            }
            connection.write(bytes.slice(0, end));
            bytes.position(end).compact();
            if (!bytes.hasRemaining()) {
                server.logDebug(
                        "a line of more than " + LONGEST_LINE + " bytes from " + connection.remoteAddress(), null);
                return;
            }
        }
    }

    private static int lastLineEnd(ByteBuffer bytes) {
        int end = bytes.limit();
        while (end > 0 && bytes.get(end - 1) != '\n') {
            end--;
        }
        return end;
    }
}
