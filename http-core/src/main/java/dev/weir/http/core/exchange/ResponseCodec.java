package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TunnelUser;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts one response on the wire of a protocol. An engine implements it; {@link ServerResponse} knows HTTP's rules and calls
 * it in this order: {@link #interim} any number of times, {@link #head} once, {@link #content} and {@link #direct} any
 * number of times, {@link #end} once. {@link #flush} may come at any time after the head, and {@link #abort} at any time, also
 * after the end; after it nothing else is called.
 *
 * <p>What a method is given may wait in the engine until {@link #flush}, {@link #end} or as much has come as is worth a
 * write. An {@link IOException} says that the client is gone or too slow: the response has failed then, and
 * {@link #abort} follows.
 *
 * <p><b>Threads.</b> Used by one thread at a time, and each call sees what the one before has done: the handler's thread, or
 * one that the handler lets write. When the handler has returned, only its own thread calls, to end the response.
 * {@link #readDeadline}, {@link #writeDeadline}, {@link #minRequestRate} and {@link #as} may be called from any thread at any time.
 */
public interface ResponseCodec {
    /** As a length: only the end of the content shows it. */
    long UNKNOWN = -1;
    /** As a length: the response has no content, and its head says nothing of a length. */
    long NONE = -2;

    /**
     * Sends an interim response at once.
     *
     * @param status from 100 to 199, but not 101
     * @param fields its fields
     * @throws IOException when the client is gone
     */
    void interim(int status, Headers fields) throws IOException;

    /**
     * Returns whether trailers can follow the content of a response to anything but HEAD.
     *
     * @param status the final status, of a response that has content
     * @param length the content's length, or {@link #UNKNOWN}
     * @return false where the framing has no room for them, so that none may be announced
     */
    boolean allowsTrailers(int status, long length);

    /**
     * Puts the head on its way.
     *
     * @param status the final status
     * @param fields the handler's fields, without {@code Content-Length}; they do not change any more
     * @param length the content's length, {@link #UNKNOWN} or {@link #NONE}
     * @param date whether {@code Date} is to be added
     * @param last whether the handler has returned or closed the response: it will read nothing more from the request, and
     *     all of the content is there
     * @throws IOException when the client is gone
     */
    void head(int status, Headers fields, long length, boolean date, boolean last) throws IOException;

    /**
     * Puts content on its way. The array is the caller's again when this returns.
     *
     * @param b holds the content
     * @param off where it begins
     * @param len its length, at least one
     * @throws IOException when the client is gone
     */
    void content(byte[] b, int off, int len) throws IOException;

    /**
     * Puts content on its way that lies outside of the heap, as much of it as the wire takes without a copy being made; the
     * caller copies the rest and gives it to {@link #content} piece by piece. Without an override that is all of it.
     *
     * @param content what to send; is past what was sent when this returns
     * @throws IOException when the client is gone, or the content cannot be read
     */
    default void direct(DirectContent content) throws IOException {}

    /**
     * Ends the response.
     *
     * @param trailers the trailer fields, none where {@link #allowsTrailers} has said so
     * @throws IOException when the client is gone
     */
    void end(Headers trailers) throws IOException;

    /**
     * Sends all that is on its way.
     *
     * @throws IOException when the client is gone
     */
    void flush() throws IOException;

    /** Breaks the response off, so that the client can see that it is not whole. May be called more than once. */
    void abort();

    /**
     * The handler is done: ends a tunnel that it has accepted, and wakes threads that use it. Called once, on the handler's
     * thread, before the response is ended or aborted. Without an override nothing is done.
     *
     * @param failed whether it has thrown: then the client must not take what it has got for the whole
     */
    default void handlerDone(boolean failed) {}

    /**
     * Returns what goes on with a tunnel once its handler has returned. The engine has it called whenever something has
     * come, by {@link HandlerRunner#resume}.
     *
     * @return nothing, as without an override, where the tunnel ends with its handler's call, or there is none
     */
    default Optional<TunnelUser> tunnelUser() {
        return Optional.empty();
    }

    /**
     * Sets when reading the request's content must be over.
     *
     * @param timeout from now; zero for none
     * @see ResponseWriter#readDeadline
     */
    void readDeadline(Duration timeout);

    /**
     * Sets when the response must be out.
     *
     * @param timeout from now; zero for none
     * @see ResponseWriter#writeDeadline
     */
    void writeDeadline(Duration timeout);

    /**
     * Sets how fast the request's content must come, in place of the server's setting.
     *
     * @param bytesPerSecond the least rate; 0 for none, so that the read deadline alone bounds a wait
     * @see ResponseWriter#minRequestRate
     */
    void minRequestRate(int bytesPerSecond);

    /**
     * Returns a power that not every response has, such as {@link dev.weir.http.api.Hijacker}. One that takes the
     * connection over calls {@link ServerResponse#hijack} or {@link ServerResponse#tunnel} first.
     *
     * @param <T> the power
     * @param power its type
     * @param response the response that is asked
     * @return the power; nothing, as without an override, where there is none
     * @see ResponseWriter#as
     */
    default <T> Optional<T> as(Class<T> power, ServerResponse response) {
        return Optional.empty();
    }

    /**
     * Returns whether an exception comes of the client's leaving a connection or a tunnel that the handler had taken over.
     * A client may do so at any time, so a handler that lets such an exception pass has not failed. Nor has one whose call
     * was ended as another of its threads has closed the tunnel.
     *
     * @param thrown what the handler has thrown
     * @return false, as without an override, where the handler has taken nothing over
     */
    default boolean isOfClientsLeaving(IOException thrown) {
        return false;
    }
}
