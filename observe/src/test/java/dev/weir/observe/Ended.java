package dev.weir.observe;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An end that says what a test wants; null for a request is a head that was refused. */
record Ended(
        Outcome outcome,
        int status,
        long contentBytes,
        Duration duration,
        String pattern,
        String protocol,
        @Nullable Throwable thrown,
        @Nullable Request of)
        implements RequestEnd {
    static Ended of(Request request, int status) {
        return new Ended(Outcome.COMPLETE, status, 5, Duration.ofMillis(3), "GET /a/{id}", "HTTP/1.1", null, request);
    }

    static Ended refused(int status) {
        return new Ended(Outcome.REFUSED, status, 5, Duration.ZERO, "", "HTTP/1.1", null, null);
    }

    Ended with(Outcome changed) {
        return new Ended(changed, status, contentBytes, duration, pattern, protocol, thrown, of);
    }

    Ended withPattern(String changed) {
        return new Ended(outcome, status, contentBytes, duration, changed, protocol, thrown, of);
    }

    Ended with(Duration changed) {
        return new Ended(outcome, status, contentBytes, changed, pattern, protocol, thrown, of);
    }

    Ended withProtocol(String changed) {
        return new Ended(outcome, status, contentBytes, duration, pattern, changed, thrown, of);
    }

    @Override
    public boolean handled() {
        return of != null;
    }

    @Override
    public Duration timeToFirstByte() {
        return Duration.ZERO;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(thrown);
    }

    @Override
    public String message() {
        return outcome == Outcome.REFUSED ? "no \"Host\"\r\n" : "";
    }

    @Override
    public int stream() {
        return 0;
    }

    @Override
    public SocketAddress remoteAddress() {
        return of == null ? new InetSocketAddress("203.0.113.77", 1) : of.remoteAddress();
    }

    @Override
    public Optional<Request> request() {
        return Optional.ofNullable(of);
    }
}
