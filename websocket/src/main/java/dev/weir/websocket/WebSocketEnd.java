package dev.weir.websocket;

import java.util.Objects;

/**
 * Why a WebSocket ended: what came first counts.
 *
 * @param kind who ended it, and how
 * @param code the status code (RFC 6455 section 7.4) that was received or sent; 1005 where the client sent none, 1006
 *     where neither side sent a Close
 * @param reason what was said with the code, or what happened; may be empty
 */
public record WebSocketEnd(Kind kind, int code, String reason) {
    /** Checks that nothing is null. */
    public WebSocketEnd {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
    }

    /** The ways to end. */
    public enum Kind {
        /** The client has sent a Close. */
        CLOSED_BY_PEER,
        /** It was closed here, by the handler or as it had returned. */
        CLOSED,
        /** The connection broke off without a Close. */
        BROKEN,
        /** The client has violated the protocol or a limit, and was told so: 1002, 1007, 1008 or 1009. */
        PROTOCOL_ERROR,
        /** A write, a pong or the next message did not come in time. */
        TIMED_OUT,
        /** The server is shutting down gracefully: 1001. */
        DRAINED
    }
}
