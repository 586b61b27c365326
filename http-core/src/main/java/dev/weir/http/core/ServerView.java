package dev.weir.http.core;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionState.Phase;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.spi.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server does, at about a moment: for those who watch it. Taking it costs as much as there is to show, and a look at each
 * connection; connections are not held up, and each is seen at a moment of its own.
 *
 * @param shuttingDown whether a graceful shutdown has been asked for
 * @param openConnections how many connections are open, those that are not in the list among them
 * @param connections those that serve requests first, then others, as far as they were asked for
 * @param limits the limits in force
 */
public record ServerView(
        boolean shuttingDown, int openConnections, List<ConnectionView> connections, List<LimitView> limits) {
    /** Copies the lists. */
    public ServerView {
        connections = List.copyOf(connections);
        limits = List.copyOf(limits);
    }

    /** Looks at connections: at the busy ones first. */
    static List<ConnectionView> connections(ConnectionRegistry registry, int most) {
        List<ConnectionView> seen = new ArrayList<>();
        add(seen, registry, most, true);
        add(seen, registry, most, false);
        return seen;
    }

    private static void add(List<ConnectionView> seen, ConnectionRegistry registry, int most, boolean busy) {
        if (seen.size() >= most) {
            return;
        }
        for (ServerConnection c : registry.connections()) {
            Phase phase = c.state.phase();
            if ((phase == Phase.ACTIVE || phase == Phase.HIJACKED) == busy) {
                seen.add(ConnectionView.of(c, most));
                if (seen.size() >= most) {
                    return;
                }
            }
        }
    }

    /** Returns how far the fullest of connections uses its streams; nothing where none has any. */
    static Optional<LimitView> streams(List<ConnectionView> connections) {
        SessionView fullest = null;
        for (ConnectionView c : connections) {
            SessionView each = c.session();
            if (each.mostStreams() > 0 && (fullest == null || each.openStreams() > fullest.openStreams())) {
                fullest = each;
            }
        }
        return fullest == null
                ? Optional.empty()
                : Optional.of(new LimitView("maxConcurrentStreams", fullest.openStreams(), fullest.mostStreams()));
    }
}
