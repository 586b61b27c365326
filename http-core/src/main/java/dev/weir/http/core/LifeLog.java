package dev.weir.http.core;

import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.tls.spi.TlsProvider;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The lines in the log that every server has: that it listens, one for each listener, and that it has ended. */
final class LifeLog {
    private final DefaultServerContext context;

    LifeLog(DefaultServerContext context) {
        this.context = context;
    }

    /**
     * Tells of the start.
     *
     * @param name of the listener; empty where there is no other
     * @param tls null without TLS
     */
    void started(SocketAddress address, String name, ProtocolTable protocols, @Nullable TlsProvider tls) {
        context.logInfo(() -> {
            StringBuilder line = new StringBuilder("listening on ").append(ListenAddress.text(address));
            if (!name.isEmpty()) {
                line.append(" (").append(name).append(')');
            }
            String before = ": ";
            for (String protocol : protocols.spoken(tls != null)) {
                line.append(before).append(protocol);
                before = ", ";
            }
            return line.append(tls == null ? ", no TLS" : ", TLS by " + tls.name())
                    .toString();
        });
    }

    /**
     * Tells of the end.
     *
     * @param gracefully by a shutdown, and not at once
     * @param cut how many connections had to be closed
     * @param actionsDone whether all actions for the shutdown have ended
     */
    void ended(Iterable<SocketAddress> addresses, boolean gracefully, int cut, boolean actionsDone) {
        context.logInfo(() -> "ended on " + texts(addresses) + ": " + how(gracefully, cut)
                + (actionsDone ? "" : "; a shutdown action has not ended"));
    }

    private static String texts(Iterable<SocketAddress> addresses) {
        StringBuilder text = new StringBuilder();
        for (SocketAddress address : addresses) {
            text.append(text.isEmpty() ? "" : ", ").append(ListenAddress.text(address));
        }
        return text.toString();
    }

    private static String how(boolean gracefully, int cut) {
        String connections = cut == 1 ? "1 connection" : cut + " connections";
        if (gracefully) {
            return cut == 0
                    ? "shut down, all connections ended in order"
                    : "shut down, " + connections + " closed at the end of the grace";
        }
        return cut == 0 ? "closed, no connection was open" : "closed, with " + connections;
    }
}
