package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.middleware.internal.Origin;
import dev.weir.middleware.internal.PathPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends clients to the one address that a site has: https, its host, with or without a slash at the end. All in one
 * redirect.
 *
 * <pre>{@code
 * Middleware canonical = Redirects.builder()
 *         .https()
 *         .host("www.example.com", "example.com")
 *         .removeSlash()
 *         .except("/.well-known/acme-challenge/", "/healthz")
 *         .build();
 * }</pre>
 *
 * <p>GET and HEAD are answered with 301, others with 308, with which a client keeps method and content; with 302 and
 * 307 as long as it is {@linkplain Builder#temporary temporary}. Path and query stay as they were sent, byte for
 * byte. The host is the configured one, or the request's own; a path never becomes a host, as that of
 * {@code //evil.example/} would: one with an empty or dot segment or a backslash keeps its slash as it is.
 *
 * <p>Behind a proxy that ends TLS this stands within {@link TrustedProxies}, or the redirect to https leads to
 * itself. It sets no HSTS: that is {@link SecurityHeaders}, and only where it came over https.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Redirects implements Middleware {
    private static final int NO_HTTPS = -1;

    private final int httpsPort;
    private final @Nullable String host;
    private final Set<String> aliases;
    /** Whether a slash is added, or removed; null for neither. */
    private final @Nullable Boolean addSlash;

    private final boolean temporary;
    private final List<PathPattern> except;

    private Redirects(Builder b) {
        httpsPort = b.httpsPort;
        host = b.host;
        aliases = Set.copyOf(b.aliases);
        addSlash = b.addSlash;
        temporary = b.temporary;
        except = List.copyOf(b.except);
    }

    /**
     * Begins without any redirect.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            String location = location(r);
            if (location == null) {
                next.serve(w, r);
                return;
            }
            boolean safe = r.method().equals("GET") || r.method().equals("HEAD");
            int permanent = safe ? 301 : 308;
            w.status(temporary ? safe ? 302 : 307 : permanent).header("Location", location);
        };
    }

    /** Where the client has to go; null where it is there. */
    private @Nullable String location(Request r) {
        String raw = r.rawPath();
        if (!raw.startsWith("/") || PathPattern.any(except, r)) {
            return null; // OPTIONS * and CONNECT have no path.
        }
        boolean toHttps = httpsPort != NO_HTTPS && !r.scheme().equals("https");
        boolean toHost = host != null && isOther(r.host());
        String path = slashed(r, raw);
        if (!toHttps && !toHost && path.equals(raw)) {
            return null;
        }
        String rest = r.pathPrefix() + path + (r.query().isEmpty() ? "" : "?" + r.query());
        if (!toHttps && !toHost) {
            // Two slashes or a backslash at the front would make a host of the path.
            return rest.startsWith("//") || rest.startsWith("/\\") ? null : rest;
        }
        String name = toHost && host != null ? host : r.host();
        if (name.isEmpty()) {
            throw HttpError.badRequest("the request names no host");
        }
        String port = toHttps
                ? httpsPort == 443 ? "" : ":" + httpsPort
                : r.authority().substring(r.host().length());
        return (toHttps ? "https" : r.scheme()) + "://" + name + port + rest;
    }

    private boolean isOther(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.equals(host) && (aliases.isEmpty() || aliases.contains(lower));
    }

    private String slashed(Request r, String raw) {
        if (addSlash == null || raw.length() == 1) {
            return raw;
        }
        String plain = PathPattern.plainPath(r);
        if (plain == null || plain.endsWith("/") == addSlash) {
            return raw;
        }
        if (!addSlash) {
            return raw.substring(0, raw.length() - 1);
        }
        return plain.indexOf('.', plain.lastIndexOf('/')) >= 0 ? raw : raw + "/";
    }

    /** Settings of {@link Redirects}. Not thread-safe. */
    public static final class Builder {
        private int httpsPort = NO_HTTPS;
        private @Nullable String host;
        private final Set<String> aliases = new HashSet<>();
        private @Nullable Boolean addSlash;
        private boolean temporary;
        private final List<PathPattern> except = new ArrayList<>();

        private Builder() {}

        /**
         * Sends from http to https, at its own port.
         *
         * @return this
         */
        public Builder https() {
            return https(443);
        }

        /**
         * Sends from http to https.
         *
         * @param port the port of https, as clients reach it
         * @return this
         * @throws IllegalArgumentException where it is not from 1 to 65535
         */
        public Builder https(int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is from 1 to 65535, not " + port);
            }
            httpsPort = port;
            return this;
        }

        /**
         * Sends to one host. The port stays as it is, but for that of https.
         *
         * @param name the host, without a port
         * @param from the hosts that are sent there, without a port; all others where none is named
         * @return this
         * @throws IllegalArgumentException where one is no host
         */
        public Builder host(String name, String... from) {
            host = checked(name);
            for (String alias : from) {
                aliases.add(checked(alias));
            }
            return this;
        }

        /**
         * Sends to the path with a slash at its end, unless there is a dot in its last segment, as in a file's name.
         *
         * @return this
         * @throws IllegalArgumentException after {@link #removeSlash}
         */
        public Builder addSlash() {
            return slash(true);
        }

        /**
         * Sends to the path without a slash at its end. A router that knows {@code /dir/} alone sends back: then not
         * this.
         *
         * @return this
         * @throws IllegalArgumentException after {@link #addSlash}
         */
        public Builder removeSlash() {
            return slash(false);
        }

        /**
         * Has clients ask again the next time: for as long as it is not sure that all is right, as browsers keep the
         * other redirects for long.
         *
         * @return this
         */
        public Builder temporary() {
            temporary = true;
            return this;
        }

        /**
         * Leaves paths alone, such as {@code /.well-known/acme-challenge/}, which has to be served over http.
         *
         * @param patterns {@code /path} for one, {@code /folder/} for all below it, {@code *.ext} for an ending; of
         *     the decoded path as the handlers within get it
         * @return this
         * @throws IllegalArgumentException where one has another form
         */
        public Builder except(String... patterns) {
            for (String pattern : patterns) {
                except.add(PathPattern.of(pattern));
            }
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         * @throws IllegalArgumentException where there is nothing to redirect
         */
        public Redirects build() {
            if (httpsPort == NO_HTTPS && host == null && addSlash == null) {
                throw new IllegalArgumentException(
                        "nothing is redirected: call https(), host(...) or a slash's method");
            }
            return new Redirects(this);
        }

        private Builder slash(boolean add) {
            if (addSlash != null && addSlash != add) {
                throw new IllegalArgumentException("a slash is either added or removed");
            }
            addSlash = add;
            return this;
        }

        private static String checked(String name) {
            if (Origin.hostEnd(name) != name.length() || name.isEmpty()) {
                throw new IllegalArgumentException("a host is a name or an address without a port, not " + name);
            }
            return name.toLowerCase(Locale.ROOT);
        }
    }
}
