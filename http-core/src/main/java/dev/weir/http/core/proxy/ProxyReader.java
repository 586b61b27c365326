package dev.weir.http.core.proxy;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * Reads the header of one connection before anything else is read of it. Whoever has sent none, or is not to send one, gets no
 * byte.
 *
 * <p><b>Threads.</b> Those that make the connection's steps.
 */
public final class ProxyReader {
    private final Connection connection;
    private final ProxyGate gate;
    private final ProxyParser parser;
    private boolean heard;
    private boolean refused;

    /** Begins, and sets the deadline. */
    public ProxyReader(Connection connection, ProxyGate gate) {
        this.connection = connection;
        this.gate = gate;
        this.parser = new ProxyParser(connection.remoteAddress(), gate.most());
        connection.readDeadline(Deadlines.after(connection.readySince(), gate.nanos()));
    }

    /**
     * Reads what has come.
     *
     * @return whether the header is whole, or the connection is refused
     */
    public boolean step() throws IOException {
        if (!gate.proxies().contains(connection.remoteAddress())) {
            return refuse("it is not from one of the proxies' networks");
        }
        try {
            while (parser.missing() > 0) {
                ByteBuffer some = ByteBuffer.allocate(parser.missing());
                int n = connection.receive(some);
                if (n == 0) {
                    return false;
                }
                if (n < 0) {
                    return left();
                }
                heard = true;
                parser.take(some.flip());
            }
        } catch (SocketTimeoutException e) {
            return refuse(heard ? "the header did not come to its end in time" : "no header came in time");
        } catch (ProxyFault e) {
            return refuse(String.valueOf(e.getMessage()));
        }
        connection.readDeadline(0);
        return true;
    }

    /** A look whether the port is open is no fault. */
    private boolean left() {
        if (heard) {
            return refuse("it has ended within the header");
        }
        refused = true;
        return true;
    }

    private boolean refuse(String reason) {
        refused = true;
        gate.refused().accept(connection.remoteAddress(), reason);
        return true;
    }

    /** Whether the connection is to be closed. */
    public boolean refused() {
        return refused;
    }

    /** What the proxy has said. */
    public ProxyInfo info() {
        return parser.info();
    }
}
