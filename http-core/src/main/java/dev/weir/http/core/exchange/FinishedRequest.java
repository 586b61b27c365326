package dev.weir.http.core.exchange;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.ConnectionInfo;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** What has become of a request. */
record FinishedRequest(
        Outcome outcome,
        boolean handled,
        int status,
        long contentBytes,
        long receivedBytes,
        long waitingNanos,
        long headNanos,
        long handlerNanos,
        long stalledNanos,
        long nanos,
        long endNanoTime,
        String pattern,
        Optional<Throwable> failure,
        String message,
        String protocol,
        int stream,
        long connection,
        SocketAddress remoteAddress,
        Optional<Request> request)
        implements RequestEnd {
    @Override
    public Duration timeWaiting() {
        return Duration.ofNanos(waitingNanos);
    }

    @Override
    public Duration timeInHandler() {
        return Duration.ofNanos(handlerNanos);
    }

    @Override
    public Duration timeStalled() {
        return Duration.ofNanos(stalledNanos);
    }

    @Override
    public Duration timeToFirstByte() {
        return Duration.ofNanos(headNanos);
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(nanos);
    }

    /**
     * Returns what has become of a request whose handler has returned, or was not called.
     *
     * @param noted what was noted for this
     */
    static FinishedRequest of(ServerResponse w, ResponseHooks noted) {
        ServerRequest request = w.request();
        String refusal = noted.refusal();
        Outcome outcome = outcome(w, noted.headSent(), noted.whole(), refusal != null);
        boolean tunnel = outcome == Outcome.TUNNEL;
        long now = System.nanoTime();
        return new FinishedRequest(
                outcome,
                noted.handled(),
                noted.headSent() || w.hijacked() ? w.status() : 0,
                noted.headSent() && !tunnel ? w.sentBytes() : 0,
                tunnel ? 0 : request.receivedBytes(),
                noted.waitingNanos(),
                noted.headNanos(),
                noted.handlerNanos(),
                tunnel ? 0 : noted.stalledNanos(),
                now - noted.began(),
                now,
                request.pattern(),
                Optional.ofNullable(noted.failure()),
                refusal == null ? "" : refusal,
                request.protocol(),
                request.streamId(),
                request.connection().id(),
                request.remoteAddress(),
                Optional.of(request));
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

    /** Returns one of a request whose head was refused. */
    static FinishedRequest ofHead(
            int status, long contentBytes, String message, String protocol, int stream, ConnectionInfo connection) {
        return new FinishedRequest(
                Outcome.REFUSED,
                false,
                status,
                contentBytes,
                0,
                0,
                0,
                0,
                0,
                0,
                System.nanoTime(),
                "",
                Optional.empty(),
                message,
                protocol,
                stream,
                connection.id(),
                connection.remoteAddress(),
                Optional.empty());
    }
}
