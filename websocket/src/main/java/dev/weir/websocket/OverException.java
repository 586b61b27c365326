package dev.weir.websocket;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where something is to be sent by a WebSocket that is over. Known by its own session, for which it is no
 * failure.
 */
final class OverException extends ClosedChannelException {
    private static final long serialVersionUID = 1;

    private final transient Session session;

    OverException(Session session, @Nullable Throwable cause) {
        this.session = session;
        if (cause != null) {
            initCause(cause);
        }
    }

    @Override
    public String getMessage() {
        return "the WebSocket is over: " + session.end().orElse(null);
    }

    boolean isOf(Session other) {
        return session == other;
    }
}
