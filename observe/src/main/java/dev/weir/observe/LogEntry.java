package dev.weir.observe;

import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.observe.internal.ErrorKind;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a line says, taken on the request's thread: values that do not change, and nothing that holds a request's memory.
 *
 * @param client null where it is not logged
 * @param method empty, as all that follow the client, where the head could not be read
 * @param extras the values of the program's own fields, in their order
 */
record LogEntry(
        long epochMillis,
        @Nullable SocketAddress client,
        String method,
        String target,
        String path,
        String scheme,
        String authority,
        String userAgent,
        String referer,
        String tls,
        @Nullable String[] extras,
        String protocol,
        int stream,
        String route,
        int status,
        long bytes,
        long nanos,
        long headNanos,
        Outcome outcome,
        ErrorKind error,
        String exception,
        String message) {
    /** Returns how many characters a client has put in. */
    int weight() {
        int sum = target.length() + authority.length() + userAgent.length() + referer.length() + message.length();
        for (String extra : extras) {
            sum += extra == null ? 0 : extra.length();
        }
        return sum;
    }
}
