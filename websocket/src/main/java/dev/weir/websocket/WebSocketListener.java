package dev.weir.websocket;

/**
 * Is told of new WebSockets, and says who takes their messages: for {@link WebSockets.Builder#listener}.
 *
 * <p><b>Threads.</b> Called by many threads at a time.
 */
@FunctionalInterface
public interface WebSocketListener {
    /**
     * A client has opened a WebSocket. The first message comes after this has returned. Where it throws, the WebSocket is closed with 1011, as for a message.
     *
     * @param ws the WebSocket, to send with and to close; its messages cannot be received
     * @return takes the messages
     * @throws Exception anything is a failure, but the WebSocket's own once it is over
     */
    MessageHandler opened(WebSocket ws) throws Exception;
}
