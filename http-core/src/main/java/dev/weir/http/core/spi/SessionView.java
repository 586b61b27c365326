package dev.weir.http.core.spi;

import java.util.List;

/**
 * What a protocol knows of a connection, at a moment.
 *
 * @param requests how many requests have begun on it
 * @param mostStreams how many streams its client may have open; 0 where the protocol has none
 * @param sendWindow how many octets of content the client takes on all streams together; -1 where there is no such window
 * @param receiveWindow how many octets of content the client may send on all streams together; -1 where there is no such window
 * @param openStreams how many streams are open, those that are not in the list among them
 * @param streams the streams that are open, as far as they were asked for
 * @param inFlight the requests whose handlers run, as far as they were asked for
 */
public record SessionView(
        long requests,
        int mostStreams,
        long sendWindow,
        long receiveWindow,
        int openStreams,
        List<StreamView> streams,
        List<RequestView> inFlight) {
    /** That of a protocol that tells nothing. */
    public static final SessionView NONE = new SessionView(0, 0, -1, -1, 0, List.of(), List.of());

    /** Copies the lists. */
    public SessionView {
        streams = List.copyOf(streams);
        inFlight = List.copyOf(inFlight);
    }
}
