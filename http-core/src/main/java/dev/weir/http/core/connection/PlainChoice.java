package dev.weir.http.core.connection;

import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a protocol by the first bytes of a connection without TLS: the one whose preface they are, else the fallback.
 *
 * <p><b>Threads.</b> Those that make the connection's steps.
 */
final class PlainChoice {
    private final ServerConnection connection;
    private final List<ProtocolTable.Entry> candidates;
    private final ByteBuffer bytes = ByteBuffer.allocate(1024);

    private ProtocolTable.@Nullable Entry matched;

    /**
     * Begins.
     *
     * @param nanos the most time until the choice is made; zero for none
     */
    PlainChoice(ServerConnection connection, ProtocolTable protocols, long nanos) {
        this.connection = connection;
        this.candidates = new ArrayList<>(protocols.prefaced());
        connection.readDeadline(Deadlines.after(connection.readySince(), nanos));
    }

    /** Reads what has come; true when the bytes differ from every preface, are one, or have come to their end. */
    boolean step() throws IOException {
        while (matched == null && !candidates.isEmpty()) {
            int n;
            try {
                n = connection.receive(bytes);
            } catch (SocketTimeoutException e) {
                // Whoever logs that the connection has failed says this with it.
                throw new IOException("no request began in time", e);
            }
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                break;
            }
            connection.busy(true);
            candidates.removeIf(entry -> !agrees(entry.preface()));
            for (ProtocolTable.Entry entry : candidates) {
                if (bytes.position() >= entry.preface().length) {
                    matched = entry;
                }
            }
        }
        connection.pushBack(bytes.flip());
        connection.readDeadline(0);
        return true;
    }

    /** The protocol whose preface was seen; null for none. */
    ProtocolTable.@Nullable Entry matched() {
        return matched;
    }

    private boolean agrees(byte[] preface) {
        int length = Math.min(bytes.position(), preface.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(i) != preface[i]) {
                return false;
            }
        }
        return true;
    }
}
