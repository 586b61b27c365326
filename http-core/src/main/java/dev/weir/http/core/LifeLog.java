package dev.weir.http.core;

import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.tls.spi.TlsProvider;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The two lines in the log that every server has: that it listens, and that it has ended. */
final class LifeLog {
    private final DefaultServerContext context;

    LifeLog(DefaultServerContext context) {
        this.context = context;
    }

    /**
     * Tells of the start.
     *
     * @param tls null without TLS
     */
    void started(SocketAddress address, ProtocolTable protocols, @Nullable TlsProvider tls) {
        context.logInfo(() -> {
            StringBuilder line = new StringBuilder("listening on ").append(ListenAddress.text(address));
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
    void ended(SocketAddress address, boolean gracefully, int cut, boolean actionsDone) {
        context.logInfo(() -> "ended on " + ListenAddress.text(address) + ": " + how(gracefully, cut)
                + (actionsDone ? "" : "; a shutdown action has not ended"));
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
