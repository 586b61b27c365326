package dev.weir.websocket;

/** Talks to one client. The only functional type that {@link WebSockets} takes. */
@FunctionalInterface
public interface WebSocketHandler {
    /**
     * Talks to a client, until either side has had enough. It may simply block. When it returns, the WebSocket is
     * closed with 1000 where nobody has closed it before; where it throws, with 1011, and the failure is the server's
     * to log. That an exception of the WebSocket's own comes out, as the client is gone, is no failure.
     *
     * @param ws the WebSocket, open until this method returns
     * @throws Exception anything is a failure, but the WebSocket's own once it is over
     */
    void serve(WebSocket ws) throws Exception;
}
