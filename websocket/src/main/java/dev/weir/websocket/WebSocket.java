package dev.weir.websocket;

import dev.weir.http.api.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket (RFC 6455), over HTTP/1.1 and HTTP/2 alike. Calls block: a receiver until a message has come,
 * a sender until its message is handed to the connection. A slow client so holds up who sends to it, for the
 * {@linkplain WebSocketConfig#writeTimeout write deadline} at most.
 *
 * <p><b>Who reads.</b> Only a thread that is in a call of {@link #receive} or reads a message sees what the client
 * sends. There pings are answered at once, also between the fragments of a message and while other threads send. A
 * handler that computes for long, or only sends, lets the client's pings and its Close wait meanwhile; nothing is lost,
 * and no time-out of ours runs for a client that nobody listens to. One that only sends calls {@link #sendOnly} first,
 * and has a thread that listens.
 *
 * <p><b>Threads.</b> One thread at a time receives. Any may send, ping and close: messages never mix, and control
 * frames may go between the fragments of one.
 */
public interface WebSocket {
    /**
     * Waits for the next message and returns it whole.
     *
     * @return the message; null when the WebSocket is over, for whatever reason ({@link #end} tells them apart)
     * @throws IllegalStateException when another thread receives, or messages are brought to a {@link MessageHandler}
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    Message receive();

    /**
     * Waits for the beginning of the next message, to be read as it comes. It may be longer than {@link #receive}
     * takes, up to {@link WebSocketConfig#maxStreamSize}.
     *
     * @return the message; null when the WebSocket is over
     * @throws IllegalStateException when another thread receives
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    IncomingMessage nextMessage();

    /**
     * Leaves the listening to a virtual thread, for a handler that only sends: pings are answered, and a Close ends the
     * WebSocket at once. A message closes it with 1008. Nobody can receive any more.
     *
     * @throws IllegalStateException when another thread receives
     */
    void sendOnly();

    /**
     * Sends a message of text.
     *
     * @param text the text; a lone surrogate becomes a question mark
     * @throws IOException when the WebSocket is over: a {@link java.nio.channels.ClosedChannelException} where that was
     *     known before
     * @throws IllegalStateException when this thread has a stream open
     */
    void send(String text) throws IOException;

    /**
     * Sends a message of bytes.
     *
     * @param data the bytes, which must not change meanwhile
     * @throws IOException when the WebSocket is over
     * @throws IllegalStateException when this thread has a stream open
     */
    void send(byte[] data) throws IOException;

    /**
     * Sends a message of bytes.
     *
     * @param data the bytes from its position to its limit, which is its position afterwards
     * @throws IOException when the WebSocket is over
     * @throws IllegalStateException when this thread has a stream open
     */
    void send(ByteBuffer data) throws IOException;

    /**
     * Begins a message of bytes that is sent as it is written, in fragments: whenever 16 KiB have come together, or it
     * is flushed. Other messages wait until it is closed, which ends the message; so one that cannot be finished is
     * left open, and the WebSocket closed.
     *
     * @return the stream, for one thread at a time
     * @throws IOException when the WebSocket is over
     * @throws IllegalStateException when this thread has a stream open
     */
    OutputStream sendStream() throws IOException;

    /**
     * Begins a message of text that is sent as it is written. As {@link #sendStream}.
     *
     * @return the writer, for one thread at a time
     * @throws IOException when the WebSocket is over
     * @throws IllegalStateException when this thread has a stream open
     */
    Writer sendWriter() throws IOException;

    /**
     * Sends a ping. What the client answers is not shown; {@link WebSocketConfig#pingInterval} has pings sent by
     * itself.
     *
     * @param data what the pong repeats, at most 125 bytes
     * @throws IOException when the WebSocket is over
     * @throws IllegalArgumentException where it is longer
     */
    void ping(byte[] data) throws IOException;

    /** Closes with 1000. */
    void close();

    /**
     * Closes: sends a Close, and does not wait for the client's. From now on nothing can be sent, and what still comes
     * is dropped. A client that does not answer within {@link WebSocketConfig#closeTimeout} is cut off. Does nothing
     * when it is over.
     *
     * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 section 7.4)
     * @param reason for the client, at most 123 bytes in UTF-8
     * @throws IllegalArgumentException for any other code, or a longer reason
     */
    void close(int code, String reason);

    /**
     * Returns whether nothing has ended it yet: it was not closed by either side, and did not break.
     *
     * @return false from the first Close on
     */
    boolean isOpen();

    /**
     * Returns what has ended it.
     *
     * @return nothing while it is open
     */
    Optional<WebSocketEnd> end();

    /**
     * Waits for its end; another thread has to listen, as {@link #sendOnly} makes one.
     *
     * @param timeout how long at most
     * @return whether it has ended
     * @throws InterruptedException when this thread is interrupted
     */
    boolean awaitEnd(Duration timeout) throws InterruptedException;

    /**
     * Returns the request of the handshake, with its fields, cookies and attributes.
     *
     * @return the request, valid until the handler returns, or has been told of the end
     */
    Request request();

    /**
     * Returns the subprotocol that was agreed on.
     *
     * @return one of {@link WebSockets.Builder#subprotocols}; empty for none
     */
    String subprotocol();
}
