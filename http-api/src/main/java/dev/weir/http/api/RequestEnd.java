package dev.weir.http.api;

import dev.weir.http.api.internal.Addresses;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What has become of a request, for logs, metrics and traces. {@link ResponseWriter#onEnd} and the server's listener for
 * requests get it, once for each request.
 *
 * <p><b>Threads.</b> Does not change, so it is thread-safe. {@link #request} is for the call of the hook or listener alone.
 */
public interface RequestEnd {
    /** How a request ended. */
    enum Outcome {
        /** The whole response was handed to the connection. */
        COMPLETE,
        /** The server refused the request before any handler saw it, and answered with the status, or reset the stream. */
        REFUSED,
        /** The client went away before the response was whole: the connection broke, or the client reset the stream. */
        CLIENT_GONE,
        /**
         * The server broke the response off: the handler failed or {@linkplain AbortHandler aborted} after the head was out, a
         * deadline passed, or the server was closed.
         */
        ABORTED,
        /** The handler took the connection over, or carried another protocol over the stream. */
        TUNNEL
    }

    /**
     * Returns how the request ended.
     *
     * @return the outcome
     */
    Outcome outcome();

    /**
     * Returns whether a handler was called. Where none was, no hook of {@link ResponseWriter#onEnd} hears of the request, so
     * that a log which has such a hook takes these alone from the server's listener, and has each request once.
     *
     * @return false with {@link Outcome#REFUSED}, and where the client went away or the server was closed before its turn
     */
    boolean handled();

    /**
     * Returns the status of the final response.
     *
     * @return from 200 to 599; 101 after an upgrade; 0 where no head was sent
     */
    int status();

    /**
     * Returns how much content was sent, as it went out: after any {@linkplain Commit#encode encoding}, without the protocol's
     * framing. What a response that was broken off had held back is not counted, nor is the write that failed.
     *
     * @return bytes; those of a tunnel are not counted
     */
    long contentBytes();

    /**
     * Returns how much of the request's content has come, without the protocol's framing. Over HTTP/1 what nobody has asked
     * for is not taken from the connection, and not counted.
     *
     * @return bytes; those of a tunnel are not counted
     */
    default long receivedBytes() {
        return 0;
    }

    /**
     * Returns how long the request waited for its handler: from when it could have been called to its call. Over HTTP/2 that
     * may be long where many streams of the connection have theirs running; else it is the time that a thread takes to begin.
     *
     * @return the time, before the {@linkplain #duration duration}; zero where the server has no listener for requests, and
     *     over HTTP/1 where the thread that has read the request goes on with it
     */
    default Duration timeWaiting() {
        return Duration.ZERO;
    }

    /**
     * Returns how long the handler took, with all that it waited for: from the {@linkplain #duration beginning} to its return.
     *
     * @return the time; zero where no handler was called
     */
    default Duration timeInHandler() {
        return Duration.ZERO;
    }

    /**
     * Returns how long writes of the response have waited for the client: for room in the windows of HTTP/2, and for a
     * connection that takes no more. What goes out after the handler has returned is not waited for.
     *
     * @return the time, a part of the {@linkplain #duration duration}; zero where the server has no listener for requests,
     *     and for a tunnel
     */
    default Duration timeStalled() {
        return Duration.ZERO;
    }

    /**
     * Returns how long it took to the head of the final response.
     *
     * @return the time from the {@linkplain #duration beginning}; zero where no head was sent, or before the beginning
     */
    Duration timeToFirstByte();

    /**
     * Returns how long the request took: from the call of the handler, as far as the server has a listener for requests, else
     * from the first call of {@link ResponseWriter#onEnd}, to the end of the response. A response that is handed over as a
     * whole when the handler has returned, and waits for nothing then, ends with that return: the clock is not asked again.
     *
     * @return the time
     */
    Duration duration();

    /**
     * Returns when the request was over, so that a listener that needs the time does not have to ask for it once more.
     *
     * @return a time of {@link System#nanoTime}; now, as without an override, where it was not noted
     */
    default long endNanoTime() {
        return System.nanoTime();
    }

    /**
     * Returns the pattern of the route that took the request.
     *
     * @return as it was registered; empty where no route did
     */
    String pattern();

    /**
     * Returns what went wrong: an exception that the handler has thrown, or that has ended its response. An {@link HttpError}
     * or {@link ContentException} that was answered is no failure, nor is an {@link AbortHandler}.
     *
     * @return the failure; for {@link Outcome#REFUSED} nothing, as the {@linkplain #message message} says why
     */
    Optional<Throwable> failure();

    /**
     * Returns why the request was refused.
     *
     * @return one line; empty unless the outcome is {@link Outcome#REFUSED}
     */
    String message();

    /**
     * Returns the protocol version.
     *
     * @return {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}; {@code HTTP/1.1} for a head that could not be read
     */
    String protocol();

    /**
     * Returns the stream of HTTP/2 that the request came on.
     *
     * @return its identifier; 0 over HTTP/1
     */
    int stream();

    /**
     * Returns the number of the connection that the request came on, which the server's listeners of connections get too.
     *
     * @return a number that no other connection of the server has; 0 where it has none
     */
    default long connection() {
        return 0;
    }

    /**
     * Returns the other end of the connection.
     *
     * @return the client's address; a proxy's where one stands between
     */
    SocketAddress remoteAddress();

    /**
     * Returns the {@linkplain #remoteAddress other end} as logs have it, like {@link Request#client}.
     *
     * @return an IP address without port; {@code unix} for a Unix socket, and the text of any other address
     */
    default String client() {
        return Addresses.text(remoteAddress());
    }

    /**
     * Returns the request as it came, before any middleware has changed it.
     *
     * @return the request; nothing where its head was refused
     */
    Optional<Request> request();
}
