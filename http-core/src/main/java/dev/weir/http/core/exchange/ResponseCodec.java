package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;

/**
 * What an engine says of a response: how head, content and end look on its wire. When each is due, {@link ServerResponse}
 * knows.
 *
 * <p><b>Threads.</b> As the response.
 */
public abstract class ResponseCodec extends ResponseWriter {
    /** As a length: only the end of the content will tell. */
    public static final long UNKNOWN = -1;
    /** As a length: a response without content whose head says nothing of a length. */
    public static final long NONE = -2;

    ResponseCodec() {}

    /**
     * Sends an interim response at once.
     *
     * @param code from 100 to 199
     * @param fields its fields
     * @throws IOException when the client is gone
     */
    protected abstract void sendInterim(int code, Headers fields) throws IOException;

    /**
     * Whether trailers can go out behind the content of a response to anything but HEAD.
     *
     * @param status the final status, of a response that has content
     * @param length the content's length, or {@link #UNKNOWN}
     * @return false where the framing has no room for them, so that none may be announced
     */
    protected abstract boolean carriesTrailers(int status, long length);

    /**
     * Puts the head on its way. It may wait for what follows.
     *
     * @param status the final status
     * @param fields the handler's fields, with no {@code Content-Length}
     * @param length the content's length, {@link #UNKNOWN} or {@link #NONE}
     * @param date whether {@code Date} is to be added
     * @param last whether the handler has ended, so that nothing more will be read from the request
     * @throws IOException when the client is gone
     */
    protected abstract void sendHead(int status, Headers fields, long length, boolean date, boolean last)
            throws IOException;

    /**
     * Puts content on its way. The array may be used by the caller again when this returns.
     *
     * @param b holds the content
     * @param off where it begins
     * @param len its length, at least one
     * @throws IOException when the client is gone
     */
    protected abstract void sendContent(byte[] b, int off, int len) throws IOException;

    /**
     * Puts content on its way that lies outside of the heap, as much of it as the wire takes without a copy made here; the
     * rest is copied and sent piece by piece. An engine whose wire has no such way leaves this as it is.
     *
     * @param content what to send, past what was sent when this returns
     * @throws IOException when the client is gone
     */
    protected void sendDirect(DirectContent content) throws IOException {}

    /**
     * Ends the response.
     *
     * @param trailers the trailer fields, maybe none
     * @throws IOException when the client is gone
     */
    protected abstract void sendEnd(Headers trailers) throws IOException;

    /**
     * Sends all that is on its way.
     *
     * @throws IOException when the client is gone
     */
    protected abstract void push() throws IOException;

    /** Cuts the response off so that the client can see that it is not whole. */
    protected abstract void sendCut();
}
