package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.middleware.internal.KeyHash;
import dev.weir.middleware.internal.KeyedBuckets;
import dev.weir.middleware.internal.Settings;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often a client may ask: a token bucket for each. One that has no token left is answered with 429 and
 * {@code Retry-After}.
 *
 * <pre>{@code
 * mux.handle("POST /login", RateLimit.of(5, Duration.ofMinutes(1)).wrap(login));
 *
 * Middleware byKey = RateLimit.builder(100, Duration.ofSeconds(1))
 *         .burst(300)
 *         .key(r -> r.header("X-Api-Key").orElse(r.client()))
 *         .build();
 * }</pre>
 *
 * <p><b>Who a client is</b> says the key. By default it is the client's address, of IPv6 the first 64 bits, as whoever
 * has one of a /64 has all; of a Unix socket all clients are one. Behind a proxy that is the proxy's address, unless a
 * middleware around this one has set the client's. A key that a client makes up, such as a field that was not checked,
 * lets it be many.
 *
 * <p><b>Fields</b> tell clients what they have left, as draft-ietf-httpapi-ratelimit-headers-10 has them: {@code
 * RateLimit-Policy: "default";q=20;w=2} for 20 requests that come back within 2 seconds, and {@code RateLimit:
 * "default";r=19;t=1} for 19 that are left, and all of them again in a second; where none is, {@code t} is that of
 * {@code Retry-After}. They are on every answer, and are added to those of another limit.
 *
 * <p><b>Memory</b> is bounded and taken at once: 16 bytes for each of {@link Builder#maxKeys}, whatever clients send.
 * When there are more clients, those whose bucket is full are forgotten first. Where all have asked for something
 * lately, a newcomer begins with what the fullest has left: so nobody gets more than its rate by coming under a million
 * keys, or by having its own forgotten, but then newcomers may be refused that have not asked before.
 *
 * <p>All handlers that one object wraps share its buckets. A refused request takes no token.
 *
 * <p><b>Threads.</b> Thread-safe. A request takes one of many locks, for less than a microsecond.
 */
public final class RateLimit implements Middleware {
    private static final long NANOS = 1_000_000_000;
    /** Set beside an address, so that none is like another's text. */
    private static final long IPV4 = -4;

    private static final long IPV6 = -6;

    private final KeyedBuckets buckets;
    private final KeyHash hash = new KeyHash();
    /** Null for the address. */
    private final @Nullable Function<? super Request, @Nullable String> key;

    private final LongSupplier clock;
    private final long start;
    /** Values of the fields: the whole one, and the beginning of the other; null where none are wanted. */
    private final @Nullable String policy;

    private final String item;

    private RateLimit(Builder from) {
        this.buckets = new KeyedBuckets(from.interval, from.burst, from.maxKeys);
        this.key = from.key;
        this.clock = from.clock;
        this.start = clock.getAsLong();
        this.item = '"' + from.name + '"';
        this.policy = from.fields ? item + ";q=" + from.burst + ";w=" + seconds(from.interval * from.burst) : null;
    }

    /**
     * Returns a limit by the client's address that allows as many requests at once as in its time.
     *
     * @param requests how many, one or more
     * @param per in what time, from a millisecond to 365 days
     * @return the limit, with buckets of its own
     * @throws IllegalArgumentException for any other number or time
     */
    public static RateLimit of(int requests, Duration per) {
        return builder(requests, per).build();
    }

    /**
     * Returns a builder of a limit.
     *
     * @param requests how many requests a client may make in the long run, one or more
     * @param per in what time, from a millisecond to 365 days
     * @return the builder
     * @throws IllegalArgumentException for any other number or time
     */
    public static Builder builder(int requests, Duration per) {
        return new Builder(requests, per);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            admit(w, r);
            next.serve(w, r);
        };
    }

    private void admit(ResponseWriter w, Request r) {
        long hashed;
        if (key == null) {
            hashed = hashOfAddress(r);
        } else {
            String own = key.apply(r);
            if (own == null || own.isEmpty()) {
                return;
            }
            hashed = hash.of(own);
        }
        long lacks = buckets.take(hashed, clock.getAsLong() - start);
        if (policy != null) {
            String left =
                    lacks < 0 ? ";r=0;t=" + seconds(-lacks) : ";r=" + buckets.left(lacks) + ";t=" + seconds(lacks);
            w.headers().add("RateLimit-Policy", policy).add("RateLimit", item + left);
        }
        if (lacks < 0) {
            throw new HttpError(Status.TOO_MANY_REQUESTS).with("Retry-After", Long.toString(seconds(-lacks)));
        }
    }

    private long hashOfAddress(Request r) {
        if (r.remoteAddress() instanceof InetSocketAddress inet) {
            if (inet.getAddress() instanceof Inet4Address four) {
                return hash.of(ByteBuffer.wrap(four.getAddress()).getInt(), IPV4);
            }
            if (inet.getAddress() instanceof Inet6Address six) {
                return hash.of(ByteBuffer.wrap(six.getAddress()).getLong(), IPV6);
            }
        }
        return hash.of(r.client());
    }

    /** Rounds up: who comes back then is not too early. */
    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, NANOS);
    }

    /**
     * Makes a {@link RateLimit}.
     *
     * <p><b>Threads.</b> Not thread-safe.
     */
    public static final class Builder {
        /** In days. */
        private static final int LONGEST = 365;

        private static final long YEAR_NANOS = LONGEST * 86_400L * NANOS;

        /** How long one token takes, in nanoseconds. */
        private final long interval;

        private int burst;
        private int maxKeys = 100_000;
        private @Nullable Function<? super Request, @Nullable String> key;
        private String name = "default";
        private boolean fields = true;
        private LongSupplier clock = System::nanoTime;

        private Builder(int requests, Duration per) {
            this.burst = (int) Settings.inRange("the requests of a rate", requests, 1, Integer.MAX_VALUE);
            long nanos = Settings.nanos("the time of a rate", per, Duration.ofMillis(1), LONGEST);
            this.interval = Math.max(1, nanos / requests);
        }

        /**
         * Sets how many requests may come at once from one that has not asked for long.
         *
         * @param value one or more; by default as many as the rate has in its time
         * @return this
         * @throws IllegalArgumentException for any other number
         */
        public Builder burst(int value) {
            burst = (int) Settings.inRange("a burst", value, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets what tells clients apart, in place of their address.
         *
         * @param value makes the key of a request; null or empty text where it is not limited
         * @return this
         */
        @SuppressWarnings("exports") // JSpecify is optional for users
        public Builder key(Function<? super Request, @Nullable String> value) {
            key = Objects.requireNonNull(value, "key");
            return this;
        }

        /**
         * Sets how many keys there is room for.
         *
         * @param value from 1 to 100,000,000; by default 100,000, which take 1.6 MB
         * @return this
         * @throws IllegalArgumentException for any other number
         */
        public Builder maxKeys(int value) {
            maxKeys = (int) Settings.inRange("the number of keys", value, 1, 100_000_000);
            return this;
        }

        /**
         * Sets the name of the policy in the fields, which tells several limits around one handler apart.
         *
         * @param value visible characters and spaces of ASCII, without quote and backslash; by default {@code default}
         * @return this
         * @throws IllegalArgumentException for any other name
         */
        public Builder name(String value) {
            if (!value.matches("[ !#-\\[\\]-~]*")) {
                throw new IllegalArgumentException("a policy's name is plain ASCII without quotes, not " + value);
            }
            name = value;
            return this;
        }

        /**
         * Sets whether answers tell what a client has left.
         *
         * @param value true, as by default, for the fields {@code RateLimit} and {@code RateLimit-Policy}
         * @return this
         */
        public Builder fields(boolean value) {
            fields = value;
            return this;
        }

        /** Sets the clock, in nanoseconds that do not go back; for tests. */
        Builder clock(LongSupplier value) {
            clock = value;
            return this;
        }

        /**
         * Makes the limit.
         *
         * @return the limit, with buckets of its own
         * @throws IllegalArgumentException for a burst that takes more than 365 days to come again
         */
        public RateLimit build() {
            // Within this range the product does not overflow.
            Settings.inRange("a burst, which has to come again in 365 days,", burst, 1, YEAR_NANOS / interval);
            return new RateLimit(this);
        }
    }
}
