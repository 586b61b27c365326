package dev.weir.middleware;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives each request an identifier, by which lines of several logs are brought together: under {@link #KEY} for handlers, and in
 * {@code X-Request-Id} on every answer, errors included.
 *
 * <pre>{@code
 * Middleware ids = RequestId.builder().trust(r -> proxies.trusts(r.remoteAddress())).build();
 * }</pre>
 *
 * <p>An identifier that comes with the request is taken only from those who are trusted, and only where it is from 1 to 128
 * characters of {@code A-Z a-z 0-9 - _ . ~ + / = : @} and the field is there once; else it is replaced. So it can be written into a log
 * as it is. A new one is 32 hexadecimal digits at random. It is a name and no secret.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class RequestId implements Middleware {
    /** The request's identifier. */
    public static final AttributeKey<String> KEY = AttributeKey.of("request id");

    private static final int LONGEST = 128;

    private final String field;
    private final Predicate<Request> trust;
    private final Supplier<String> generator;

    private RequestId(Builder b) {
        field = b.field;
        trust = b.trust;
        generator = b.generator;
    }

    /**
     * Returns the middleware that trusts nobody: every request gets a new identifier.
     *
     * @return the middleware
     */
    public static RequestId create() {
        return builder().build();
    }

    /**
     * Begins with {@code X-Request-Id}, random identifiers, and trusting nobody.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            String id = incoming(r);
            if (id.isEmpty() || !trust.test(r)) {
                id = generator.get();
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

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /** Settings of {@link RequestId}. Not thread-safe. */
    public static final class Builder {
        private String field = "X-Request-Id";
        private Predicate<Request> trust = _ -> false;
        private Supplier<String> generator = RequestId::random;

        private Builder() {}

        /**
         * Sets the field, of requests and of answers.
         *
         * @param name the field's name
         * @return this
         * @throws IllegalArgumentException where it is no field name
         */
        public Builder field(String name) {
            new Headers().set(name, "");
            field = name;
            return this;
        }

        /**
         * Sets whose identifiers are taken.
         *
         * @param whom gets a request with a valid identifier
         * @return this
         */
        public Builder trust(Predicate<Request> whom) {
            trust = Objects.requireNonNull(whom, "whom");
            return this;
        }

        /**
         * Sets how new identifiers are made.
         *
         * @param source gives one that can be a field value; called by several threads at once
         * @return this
         */
        public Builder generator(Supplier<String> source) {
            generator = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         */
        public RequestId build() {
            return new RequestId(this);
        }
    }
}
