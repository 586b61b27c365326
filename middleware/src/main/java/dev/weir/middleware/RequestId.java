package dev.weir.middleware;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Gives each request an identifier, by which lines of several logs are brought together: under {@link #KEY} for
 * handlers, and in {@code X-Request-Id} on every answer, errors included.
 *
 * <pre>{@code
 * Middleware ids = RequestId.of("X-Request-Id", r -> proxies.trusts(r.remoteAddress()));
 * }</pre>
 *
 * <p>An identifier that comes with the request is taken only from those who are trusted, and only where it is from 1
 * to 128 characters of {@code A-Z a-z 0-9 - _ . ~ + / = : @} and the field is there once; else it is replaced. So it
 * can be written into a log as it is. A new one is 32 hexadecimal digits at random. It is a name and no secret.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class RequestId implements Middleware {
    /** The request's identifier. */
    public static final AttributeKey<String> KEY = AttributeKey.of("request id");

    private static final int LONGEST = 128;

    private final String field;
    private final Predicate<Request> trust;

    private RequestId(String field, Predicate<Request> trust) {
        new Headers().set(field, "");
        this.field = field;
        this.trust = Objects.requireNonNull(trust, "trust");
    }

    /**
     * Returns the middleware that trusts nobody: every request gets a new identifier, in {@code X-Request-Id}.
     *
     * @return the middleware
     */
    public static RequestId create() {
        return of("X-Request-Id", _ -> false);
    }

    /**
     * Returns the middleware that takes the identifiers of some.
     *
     * @param field the field's name, of requests and of answers
     * @param trust gets a request with a valid identifier, and says whether that is taken
     * @return the middleware
     * @throws IllegalArgumentException where the field's name is none
     */
    public static RequestId of(String field, Predicate<Request> trust) {
        return new RequestId(field, trust);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            String id = incoming(r);
            if (id.isEmpty() || !trust.test(r)) {
                id = TraceContext.newId(2);
            }
            w.header(field, id);
            next.serve(w, r.withAttribute(KEY, id));
        };
    }

    /** The identifier that came; empty where there is none, or it is not valid. */
    private String incoming(Request r) {
        int at = r.headers().indexOf(field, 0);
        if (at < 0 || r.headers().indexOf(field, at + 1) >= 0) {
            return "";
        }
        String id = r.headers().value(at);
        return id.length() <= LONGEST && isSafe(id) ? id : "";
    }

    private static boolean isSafe(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric = c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!alphanumeric && "-_.~+/=:@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
