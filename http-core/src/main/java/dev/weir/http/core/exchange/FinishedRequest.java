package dev.weir.http.core.exchange;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** What has become of a request. */
record FinishedRequest(
        Outcome outcome,
        int status,
        long contentBytes,
        Duration timeToFirstByte,
        Duration duration,
        String pattern,
        Optional<Throwable> failure,
        String message,
        String protocol,
        int stream,
        SocketAddress remoteAddress,
        Optional<Request> request)
        implements RequestEnd {
    /** Returns one of a request whose head was refused. */
    static FinishedRequest ofHead(
            int status, long contentBytes, String message, String protocol, int stream, SocketAddress remoteAddress) {
        return new FinishedRequest(
                Outcome.REFUSED,
                status,
                contentBytes,
                Duration.ZERO,
                Duration.ZERO,
                "",
                Optional.empty(),
                message,
                protocol,
                stream,
                remoteAddress,
                Optional.empty());
    }
}
