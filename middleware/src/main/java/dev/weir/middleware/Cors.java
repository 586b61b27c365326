package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.middleware.internal.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins read answers: the CORS protocol of the Fetch standard. It stands around the
 * router, which answers {@code OPTIONS} in its own way.
 *
 * <pre>{@code
 * Middleware cors = Cors.builder()
 *         .origins("https://app.example", "http://localhost:5173")
 *         .methods("GET", "POST", "PUT", "DELETE")
 *         .headers("Content-Type", "Authorization")
 *         .credentials()
 *         .maxAge(Duration.ofHours(1))
 *         .build();
 * }</pre>
 *
 * <p><b>Every answer</b> to an allowed origin has the fields: the handler's, the router's, an error's, a 500.
 * {@code Vary: Origin} is on every answer, also where the request has no {@code Origin}, unless any origin is
 * allowed: then the field is always the same.
 *
 * <p><b>A preflight</b>, {@code OPTIONS} with {@code Origin} and {@code Access-Control-Request-Method}, is answered
 * here with 204 and what is allowed, whatever it asks for: so the browser can say which method or field is not. From
 * an origin that is not allowed it is answered with 403, which the browser takes like an answer without the fields,
 * and which is seen in a log.
 *
 * <p><b>This is no protection.</b> Other requests from other origins are served, without the fields; pages of theirs
 * cannot read the answer. {@link CrossOriginProtection} refuses those that change something. {@code Origin: null}, of
 * sandboxed pages and files, and more than one {@code Origin} are not allowed, unless any origin is. Private network
 * access is not offered.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Cors implements Middleware {
    private static final String ANY = "*";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

    private final boolean any;
    private final Set<String> origins;
    private final @Nullable Predicate<URI> predicate;
    private final String methods;
    private final String headers;
    private final String exposed;
    private final boolean credentials;
    private final @Nullable String maxAge;

    private Cors(Builder b) {
        any = b.any;
        origins = Set.copyOf(b.origins);
        predicate = b.predicate;
        methods = b.methods;
        headers = b.headers;
        exposed = b.exposed;
        credentials = b.credentials;
        maxAge = b.maxAge;
    }

    /**
     * Begins without any origin, with the methods {@code GET, HEAD, POST}, and without credentials.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            String allowed = allowed(r);
            // A hook, as a handler that sets Vary of its own would take ours away.
            w.onCommit(head -> addTo(head.headers(), allowed));
            if (r.method().equals("OPTIONS")
                    && r.headers().contains(REQUEST_METHOD)
                    && r.headers().contains("Origin")) {
                preflight(w, allowed);
            } else {
                if (allowed != null && !exposed.isEmpty()) {
                    w.header("Access-Control-Expose-Headers", exposed);
                }
                next.serve(w, r);
            }
        };
    }

    private void preflight(ResponseWriter w, @Nullable String allowed) {
        w.headers().add("Vary", REQUEST_METHOD).add("Vary", REQUEST_HEADERS);
        if (allowed == null) {
            throw new HttpError(403, "this origin is not allowed by CORS");
        }
        w.status(204).header("Access-Control-Allow-Methods", methods);
        if (!headers.isEmpty()) {
            w.header("Access-Control-Allow-Headers", headers);
        }
        if (maxAge != null) {
            w.header("Access-Control-Max-Age", maxAge);
        }
    }

    private void addTo(Headers head, @Nullable String allowed) {
        if (!any && !head.containsToken("Vary", "Origin") && !head.containsToken("Vary", ANY)) {
            head.add("Vary", "Origin");
        }
        if (allowed == null) {
            head.remove(ALLOW_ORIGIN);
            return;
        }
        head.set(ALLOW_ORIGIN, allowed);
        if (credentials) {
            head.set("Access-Control-Allow-Credentials", "true");
        }
    }

    /** The value of the field; null where there is to be none. */
    private @Nullable String allowed(Request r) {
        if (any) {
            return ANY;
        }
        int at = r.headers().indexOf("Origin", 0);
        if (at < 0 || r.headers().indexOf("Origin", at + 1) >= 0) {
            return null;
        }
        String text = r.headers().value(at);
        String origin = Origin.parse(text);
        return origin != null && (origins.contains(origin) || accepts(text)) ? text : null;
    }

    private boolean accepts(String origin) {
        if (predicate == null) {
            return false;
        }
        URI uri = URI.create(origin);
        return uri.getHost() != null && predicate.test(uri);
    }

    /** Settings of {@link Cors}. Not thread-safe. */
    public static final class Builder {
        private boolean any;
        private final Set<String> origins = new HashSet<>();
        private @Nullable Predicate<URI> predicate;
        private String methods = "GET, HEAD, POST";
        private String headers = "";
        private String exposed = "";
        private boolean credentials;
        private @Nullable String maxAge;

        private Builder() {}

        /**
         * Allows origins, in addition to those of earlier calls.
         *
         * @param allowed each {@code scheme://host[:port]}, or {@code *} for any
         * @return this
         * @throws IllegalArgumentException for anything else, {@code null} among it, which any page can be
         */
        public Builder origins(String... allowed) {
            for (String origin : allowed) {
                if (origin.equals(ANY)) {
                    any = true;
                } else {
                    origins.add(Origin.configured(origin));
                }
            }
            return this;
        }

        /**
         * Allows the origins that a predicate takes, beside those that are listed. It gets the parsed origin, so it
         * compares scheme and host as wholes; the end of a host is to be compared with its dot, as in
         * {@code .example.com}. Called for each request that has an origin, by several threads at once.
         *
         * @param allowed gets an origin with a scheme, a host and perhaps a port
         * @return this
         */
        public Builder origins(Predicate<URI> allowed) {
            predicate = allowed;
            return this;
        }

        /**
         * Sets the methods that are allowed. GET, HEAD and POST are allowed by the protocol itself.
         *
         * @param allowed tokens, or {@code *} for any
         * @return this
         */
        public Builder methods(String... allowed) {
            methods = list("Access-Control-Allow-Methods", allowed);
            return this;
        }

        /**
         * Sets the request fields that are allowed, beside those that the protocol itself allows.
         *
         * @param allowed field names, or {@code *} for any but {@code Authorization}
         * @return this
         */
        public Builder headers(String... allowed) {
            headers = list(REQUEST_HEADERS, allowed);
            return this;
        }

        /**
         * Sets the response fields that pages may read, beside those that the protocol itself allows.
         *
         * @param names field names, or {@code *} for any
         * @return this
         */
        public Builder exposed(String... names) {
            exposed = list("Access-Control-Expose-Headers", names);
            return this;
        }

        /**
         * Lets pages send cookies and HTTP authentication along, and read answers to such requests.
         *
         * @return this
         */
        public Builder credentials() {
            credentials = true;
            return this;
        }

        /**
         * Sets how long browsers may keep the answer to a preflight. Without this they do for five seconds, and none
         * for longer than a day.
         *
         * @param time whole seconds count; zero for not at all
         * @return this
         * @throws IllegalArgumentException for a negative time
         */
        public Builder maxAge(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("maxAge is zero or more, not " + time);
            }
            maxAge = Long.toString(time.toSeconds());
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         * @throws IllegalArgumentException without any origin; with {@code *} and others; with credentials and a
         *     {@code *}, which the protocol forbids, as any page could then act as the user
         */
        public Cors build() {
            if (!any && origins.isEmpty() && predicate == null) {
                throw new IllegalArgumentException("no origin is allowed: call origins(...)");
            }
            if (any && (!origins.isEmpty() || predicate != null)) {
                throw new IllegalArgumentException("origins are either * or others");
            }
            if (credentials && (any || (methods + headers + exposed).contains(ANY))) {
                throw new IllegalArgumentException(
                        "with credentials, origins, methods and fields are listed: * is not allowed");
            }
            return new Cors(this);
        }

        private static String list(String field, String... values) {
            for (String value : values) {
                // Method and field name have the same characters (RFC 9110 section 5.6.2).
                new Headers().add(value, "");
            }
            return new Headers().set(field, String.join(", ", values)).value(0);
        }
    }
}
