package dev.weir.http2.exchange;

import dev.weir.http.core.spi.RequestView;
import dev.weir.http.core.spi.SessionView;
import dev.weir.http.core.spi.StreamView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to see of the streams of a connection.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class StreamViews {
    private StreamViews() {}

    /**
     * Looks at the streams that are open.
     *
     * @param most how many to show at most
     * @param sendWindow what may be sent on all together
     */
    public static SessionView of(Streams streams, int most, int sendWindow) {
        streams.lock.assertHeld();
        List<StreamView> seen = new ArrayList<>();
        List<RequestView> inFlight = new ArrayList<>();
        for (Http2Stream stream : streams.all()) {
            if (seen.size() == most) {
                break;
            }
            Optional<RequestView> request = stream.inFlight();
            request.ifPresent(inFlight::add);
            Optional<Duration> age = request.flatMap(RequestView::age);
            seen.add(new StreamView(
                    stream.id,
                    stream.state.name(),
                    stream.output.sendWindow().available(),
                    stream.state.mayReceive() ? stream.receiveWindow.granted() : 0,
                    age));
        }
        return new SessionView(
                // Clients use each odd number once (RFC 9113 section 5.1.1).
                (streams.last() + 1) / 2,
                streams.context.settings.maxConcurrentStreams(),
                sendWindow,
                streams.windows.ofConnection.granted(),
                streams.size(),
                seen,
                inFlight);
    }
}
