package dev.weir.sessions;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Cookie;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives each client a {@link Session}: in a {@link SessionStore}, with an identifier in the client's cookie, or in the
 * cookie itself.
 *
 * <pre>{@code
 * Middleware sessions = Sessions.in(new MemorySessionStore());
 * mux.handle("POST /login", (w, r) -> {
 *     Sessions.of(r).login(check(r.form()));
 *     w.status(303).header("Location", "/");
 * });
 * mux.handle("GET /", (w, r) -> w.write("Hello, " + Sessions.of(r).user().orElse("stranger")));
 * sessions.wrap(mux);
 * }</pre>
 *
 * <p><b>The cookie</b> is called {@code session}, lasts as long as the client runs, and has {@code Path=/},
 * {@code HttpOnly} and {@code SameSite=Lax}; over https also {@code Secure} and the prefix {@code __Host-}, so that no
 * other host can set it. What says whether it is https is {@link Request#scheme}: where a proxy ends TLS, put what
 * trusts the proxy's word outside of this, or call {@link Builder#alwaysSecure}. An identifier has 256 random bits.
 *
 * <p><b>Ends.</b> A session is over 30 minutes after it was used last, and 12 hours after it was begun or the user has
 * logged in, whatever is done with it. Use is noted when half of the first time is over, so most requests only read.
 *
 * <p><b>Caches.</b> What has looked at its session gets {@code Vary: Cookie}, and
 * {@code Cache-Control: private, no-cache} unless it has a {@code Cache-Control}; what sets the session's cookie
 * {@code no-store}, unless it has {@code private} or {@code no-store} itself.
 *
 * <p><b>Failures.</b> Where the store cannot be reached, what needs a session is answered with 503 and
 * {@code Retry-After}, and the logger {@code dev.weir.sessions} has a line with the reason, one a second at most.
 *
 * <p>What is not answered saves nothing: a connection that is taken over, a client that has gone before.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Sessions implements Middleware {
    private static final AttributeKey<Session> SESSION = AttributeKey.of("session");

    final Carrier carrier;
    final Duration idle;
    final Duration lifetime;
    /** Whether the client is to keep the cookie for a time, which then begins anew as the session is used. */
    final boolean persistent;

    private final InstantSource clock;
    private final @Nullable Cookie plain;
    private final Cookie secure;

    private Sessions(Builder builder) {
        carrier = builder.carrier;
        idle = builder.idle;
        lifetime = builder.lifetime;
        clock = builder.clock;
        Cookie base =
                Cookie.of(builder.cookieName, "").withPath("/").withHttpOnly().withSameSite(Cookie.SameSite.LAX);
        Cookie safe = builder.attributes.apply(base.withSecure());
        boolean host =
                safe.domain().isEmpty() && safe.path().filter("/"::equals).isPresent();
        secure = with(safe, (host ? "__Host-" : "__Secure-") + builder.cookieName, "");
        plain = builder.alwaysSecure ? null : with(builder.attributes.apply(base), builder.cookieName, "");
        persistent = secure.maxAge().isPresent() || secure.expires().isPresent();
        secure.toSetCookie();
        if (plain != null) {
            plain.toSetCookie();
        }
    }

    /**
     * Keeps sessions in a store, with all settings at their defaults.
     *
     * @param store where sessions are kept
     * @return the middleware
     */
    public static Sessions in(SessionStore store) {
        return builder(store).build();
    }

    /**
     * Keeps sessions in the clients' cookies, encrypted, with all settings at their defaults. No server stores
     * anything; but a session has about 3000 bytes, is sent with every request, and one that is ended lives on in each
     * copy of its cookie until its time is over.
     *
     * @param cookies has the keys, the same ones on every server
     * @return the middleware
     */
    public static Sessions inCookie(SignedCookies cookies) {
        return builder(cookies).build();
    }

    /**
     * Begins to set up sessions in a store.
     *
     * @param store where sessions are kept
     * @return a builder
     */
    public static Builder builder(SessionStore store) {
        return new Builder(new StoreCarrier(Objects.requireNonNull(store, "store")));
    }

    /**
     * Begins to set up sessions in cookies, see {@link #inCookie}.
     *
     * @param cookies has the keys
     * @return a builder
     */
    public static Builder builder(SignedCookies cookies) {
        return new Builder(new CookieCarrier(Objects.requireNonNull(cookies, "cookies")));
    }

    /**
     * Returns the session of a request. This alone reads nothing.
     *
     * @param request a request that came through this middleware, or a copy of it
     * @return its session, always the same
     * @throws IllegalStateException where none of these middleware stands around the handler
     */
    public static Session of(Request request) {
        return request.attribute(SESSION)
                .orElseThrow(() -> new IllegalStateException(
                        "no sessions here: wrap the handler in Sessions.in(store), or name it for the route"));
    }

    @Override
    public Handler wrap(Handler next) {
        Objects.requireNonNull(next, "next");
        return (w, r) -> {
            Optional<Session> outer = r.attribute(SESSION);
            if (outer.isPresent() && outer.get().sessions() == this) {
                // Around the whole and around a route: one session all the same.
                next.serve(w, r);
                return;
            }
            Session session = new Session(this, r);
            w.onCommit(session::commit);
            next.serve(w, r.withAttribute(SESSION, session));
        };
    }

    Instant now() {
        return clock.instant();
    }

    String cookieName(Request request) {
        return cookie(request).name();
    }

    /** Returns the cookie with a value; without one, what removes it. */
    Cookie cookie(Request request, String value) {
        Cookie cookie = cookie(request);
        return value.isEmpty() ? cookie.withMaxAge(Duration.ZERO) : with(cookie, cookie.name(), value);
    }

    private Cookie cookie(Request request) {
        return plain == null || request.scheme().equals("https") ? secure : plain;
    }

    private static Cookie with(Cookie attributes, String name, String value) {
        return new Cookie(
                name,
                value,
                attributes.path(),
                attributes.domain(),
                attributes.maxAge(),
                attributes.expires(),
                attributes.secure(),
                attributes.httpOnly(),
                attributes.sameSite(),
                attributes.partitioned());
    }

    /**
     * Sets sessions up.
     *
     * <p><b>Threads.</b> Used by one thread at a time.
     */
    public static final class Builder {
        private final Carrier carrier;
        private String cookieName = "session";
        private Duration idle = Duration.ofMinutes(30);
        private Duration lifetime = Duration.ofHours(12);
        private boolean alwaysSecure;
        private UnaryOperator<Cookie> attributes = UnaryOperator.identity();
        private InstantSource clock = InstantSource.system();

        private Builder(Carrier carrier) {
            this.carrier = carrier;
        }

        /**
         * Sets the name of the cookie, which gets {@code __Host-} in front where it can be so. The default is
         * {@code session}.
         *
         * @param name a token without a prefix of cookies
         * @return this
         * @throws IllegalArgumentException where it has such a prefix
         */
        public Builder cookieName(String name) {
            if (name.startsWith("__")) {
                throw new IllegalArgumentException(
                        "prefixes are put before the name of the cookie as they fit, so not " + name);
            }
            cookieName = name;
            return this;
        }

        /**
         * Sets how long a session lives without use. The default is 30 minutes.
         *
         * @param idle from one second to 400 days
         * @return this
         * @throws IllegalArgumentException for any other
         */
        public Builder idleTimeout(Duration idle) {
            this.idle = checked("idle time", idle);
            return this;
        }

        /**
         * Sets how long a session lives in all, from its beginning or the last login. The default is 12 hours.
         *
         * @param lifetime from one second to 400 days
         * @return this
         * @throws IllegalArgumentException for any other
         */
        public Builder lifetime(Duration lifetime) {
            this.lifetime = checked("lifetime", lifetime);
            return this;
        }

        private static Duration checked(String what, Duration time) {
            if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(400)) > 0) {
                throw new IllegalArgumentException(
                        "a session's " + what + " is from 1 second to 400 days, not " + time);
            }
            return time;
        }

        /**
         * Makes the cookie {@code Secure} for requests over http too: for a server whose proxy ends TLS and says
         * nothing of it.
         *
         * @return this
         */
        public Builder alwaysSecure() {
            alwaysSecure = true;
            return this;
        }

        /**
         * Changes attributes of the cookie, such as {@code cookie -> cookie.withMaxAge(Duration.ofDays(30))}, which has
         * the client keep it when it ends, or a domain. With a domain or another path the prefix is {@code __Secure-}.
         *
         * @param attributes gets the cookie as it would be, with and without {@code Secure}; name and value of what it
         *     returns do not count
         * @return this
         */
        public Builder cookie(UnaryOperator<Cookie> attributes) {
            this.attributes = Objects.requireNonNull(attributes, "attributes");
            return this;
        }

        /**
         * Sets another clock, for tests.
         *
         * @param clock tells when sessions are over
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         * @throws IllegalArgumentException where no client would take the cookie, as one with {@code SameSite=None}
         *     over http, which needs {@link #alwaysSecure}; see {@link Cookie#toSetCookie}
         */
        public Sessions build() {
            return new Sessions(this);
        }
    }
}
