package dev.weir.http.core.exchange;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What has become of a request whose handler has returned, or was not called. What cannot change any more is left where it was
 * noted: nobody may ask for it.
 *
 * @param noted nothing is noted there any more
 * @param from as it came
 */
record FinishedRequest(
        Outcome outcome,
        int status,
        long contentBytes,
        long receivedBytes,
        long endNanoTime,
        ResponseHooks noted,
        ServerRequest from)
        implements RequestEnd {
    @Override
    public boolean handled() {
        return noted.handled();
    }

    @Override
    public Duration timeWaiting() {
        return Duration.ofNanos(noted.waitingNanos());
    }

    @Override
    public Duration timeInHandler() {
        return Duration.ofNanos(noted.handlerNanos());
    }

    @Override
    public Duration timeStalled() {
        return Duration.ofNanos(outcome == Outcome.TUNNEL ? 0 : noted.stalledNanos());
    }

    @Override
    public Duration timeToFirstByte() {
        return Duration.ofNanos(noted.headNanos());
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(endNanoTime - noted.began());
    }

    @Override
    public String pattern() {
        return from.pattern();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(noted.failure());
    }

    @Override
    public String message() {
        String refusal = noted.refusal();
        return refusal == null ? "" : refusal;
    }

    @Override
    public String protocol() {
        return from.protocol();
    }

    @Override
    public int stream() {
        return from.streamId();
    }

    @Override
    public long connection() {
        return from.connection().id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return from.remoteAddress();
    }

    @Override
    public Optional<Request> request() {
        return Optional.of(from);
    }

    /**
     * Returns what has become of a request.
     *
     * @param noted what was noted for this
     */
    static FinishedRequest of(ServerResponse w, ResponseHooks noted) {
        ServerRequest request = w.request();
        Outcome outcome = outcome(w, noted.headSent(), noted.whole(), noted.refusal() != null);
        boolean tunnel = outcome == Outcome.TUNNEL;
        return new FinishedRequest(
                outcome,
                noted.headSent() || w.hijacked() ? w.status() : 0,
                noted.headSent() && !tunnel ? w.sentBytes() : 0,
                tunnel ? 0 : request.receivedBytes(),
                noted.endNanoTime(),
                noted,
                request);
    }

    private static Outcome outcome(ServerResponse w, boolean headSent, boolean whole, boolean refused) {
        if (w.hijacked() || headSent && w.opensTunnel()) {
            return Outcome.TUNNEL;
        }
        if (whole && !w.failed()) {
            return refused ? Outcome.REFUSED : Outcome.COMPLETE;
        }
        ServerRequest request = w.request();
        boolean byClient = !request.wasEndedByServer() && (request.wasCancelled() || w.failed());
        return byClient ? Outcome.CLIENT_GONE : Outcome.ABORTED;
    }
}
