package dev.weir.websocket;

/**
 * Is brought the messages of one WebSocket, in order and one at a time: made by a {@link WebSocketListener} for each. It may send, wait and
 * compute as it likes; what comes meanwhile waits, pings as well.
 *
 * <p><b>Threads.</b> Called by one thread at a time, each seeing what the one before has done; it need not be the same.
 */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Takes a message. Where it throws, the WebSocket is closed with 1011 and the failure is the server's to log; not so an exception of
     * the WebSocket's own, as the client is gone.
     *
     * @param message the message, whole
     * @throws Exception anything is a failure, but the WebSocket's own once it is over
     */
    void message(Message message) throws Exception;

    /**
     * The WebSocket is over: no message comes any more, and nothing can be sent. Called once, and last.
     *
     * @param end what has ended it
     * @throws Exception anything is a failure
     */
    default void closed(WebSocketEnd end) throws Exception {}
}
