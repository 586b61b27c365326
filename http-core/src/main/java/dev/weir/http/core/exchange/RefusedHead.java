package dev.weir.http.core.exchange;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.ConnectionInfo;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** What has become of a request whose head was refused: there is no request, and it took no time. */
record RefusedHead(
        int status,
        long contentBytes,
        String message,
        String protocol,
        int stream,
        ConnectionInfo from,
        long endNanoTime)
        implements RequestEnd {
    @Override
    public Outcome outcome() {
        return Outcome.REFUSED;
    }

    @Override
    public boolean handled() {
        return false;
    }

    @Override
    public Duration timeToFirstByte() {
        return Duration.ZERO;
    }

    @Override
    public Duration duration() {
        return Duration.ZERO;
    }

    @Override
    public String pattern() {
        return "";
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public long connection() {
        return from.id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return from.remoteAddress();
    }

    @Override
    public Optional<Request> request() {
        return Optional.empty();
    }
}
