package dev.weir.observe.jfr;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An end with a value of its own for each thing that an event says. */
record Ended(
        Outcome outcome,
        int status,
        String message,
        @Nullable Throwable thrown,
        @Nullable Request of) implements RequestEnd {
    @Override
    public boolean handled() {
        return of != null;
    }

    @Override
    public long contentBytes() {
        return 11;
    }

    @Override
    public long receivedBytes() {
        return 12;
    }

    @Override
    public Duration timeWaiting() {
        return Duration.ofNanos(13);
    }

    @Override
    public Duration timeToFirstByte() {
        return Duration.ofNanos(14);
    }

    @Override
    public Duration timeInHandler() {
        return Duration.ofNanos(15);
    }

    @Override
    public Duration timeStalled() {
        return Duration.ofNanos(16);
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(17);
    }

    @Override
    public String pattern() {
        return of == null ? "" : "POST /items/{id}";
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(thrown);
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public int stream() {
        return 18;
    }

    @Override
    public long connection() {
        return 19;
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress("203.0.113.77", 20);
    }

    @Override
    public Optional<Request> request() {
        return Optional.ofNullable(of);
    }
}
