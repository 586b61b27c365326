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
import java.util.Set;

/**
 * Refuses requests with which pages of other origins would act as the user (cross-site request forgery), without
 * tokens: the browser itself says where a request comes from.
 *
 * <pre>{@code
 * Middleware guard = CrossOriginProtection.builder()
 *         .trust("https://login.example")
 *         .bypass("/hooks/")
 *         .build();
 * }</pre>
 *
 * <ol>
 *   <li>GET, HEAD and OPTIONS pass: a handler must change nothing for them. A GET with {@code Upgrade} does not, as a
 *       WebSocket carries cookies and is not held back by CORS; nor does the CONNECT of a WebSocket over HTTP/2.
 *   <li>{@code Sec-Fetch-Site: same-origin} and {@code none} pass. With any other value the request is from another
 *       origin.
 *   <li>Without that field, which all browsers send over https since 2023, {@code Origin} decides: the request passes
 *       where it names the host and port that the request is for. The schemes may differ, as a server behind a proxy
 *       may not know its own; but a page over http does not pass to one over https.
 *   <li>With neither field it is no browser's request, and passes: it has nobody's cookies but its sender's own.
 *   <li>From another origin it passes where the origin is trusted, or the path exempt; else it is answered with 403.
 * </ol>
 *
 * <p>More than one {@code Origin} or {@code Sec-Fetch-Site} is refused. Behind a proxy that changes {@code Host} this
 * stands within {@link TrustedProxies}. Pages that are {@code same-site}, such as those of another subdomain, are of
 * another origin. HSTS ({@link SecurityHeaders}) is what makes sure of the scheme.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class CrossOriginProtection implements Middleware {
    private final Set<String> trusted;
    private final List<PathPattern> bypass;

    private CrossOriginProtection(Builder b) {
        trusted = Set.copyOf(b.trusted);
        bypass = List.copyOf(b.bypass);
    }

    /**
     * Returns the protection without any trusted origin or exempt path.
     *
     * @return the middleware
     */
    public static CrossOriginProtection create() {
        return builder().build();
    }

    /**
     * Begins without any trusted origin or exempt path.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            if (!allows(r)) {
                throw new HttpError(403, "a request from another origin is refused");
            }
            next.serve(w, r);
        };
    }

    /**
     * Returns whether a request passes, for a handler that asks for itself.
     *
     * @param r the request
     * @return false where it is to be refused
     */
    public boolean allows(Request r) {
        boolean safe = r.method().equals("GET")
                || r.method().equals("HEAD")
                || r.method().equals("OPTIONS");
        if (safe && !r.headers().contains("Upgrade")) {
            return true;
        }
        List<String> origins = r.headers().all("Origin");
        List<String> sites = r.headers().all("Sec-Fetch-Site");
        if (origins.size() > 1 || sites.size() > 1) {
            return false;
        }
        String origin = origins.isEmpty() ? "" : origins.getFirst();
        String from = Origin.parse(origin);
        String site = sites.isEmpty() ? "" : sites.getFirst();
        boolean same = site.isEmpty()
                ? origin.isEmpty() || from != null && isOwn(from, r)
                : site.equals("same-origin") || site.equals("none");
        return same || from != null && trusted.contains(from) || PathPattern.any(bypass, r);
    }

    private static boolean isOwn(String from, Request r) {
        String scheme = from.startsWith("https:") ? "https" : "http";
        return (scheme.equals("https") || !r.scheme().equals("https")) && from.equals(Origin.of(scheme, r.authority()));
    }

    /** Settings of {@link CrossOriginProtection}. Not thread-safe. */
    public static final class Builder {
        private final Set<String> trusted = new HashSet<>();
        private final List<PathPattern> bypass = new ArrayList<>();

        private Builder() {}

        /**
         * Trusts origins: what their pages send passes.
         *
         * @param origins each {@code scheme://host[:port]}, compared as a whole
         * @return this
         * @throws IllegalArgumentException where one is no origin, as with a path or a slash at its end
         */
        public Builder trust(String... origins) {
            for (String origin : origins) {
                trusted.add(Origin.configured(origin));
            }
            return this;
        }

        /**
         * Exempts paths: any page may act as the user there. A pattern is {@code /hook} for this path alone,
         * {@code /hooks/} for all below it, but not {@code /hooks}, or {@code *.ext} for an ending; it is compared
         * with the decoded path as the handlers within get it. A path that a router would clean and redirect, or
         * could read in another way, is not exempt: one with {@code //}, dot segments or an encoded slash.
         *
         * @param patterns the patterns
         * @return this
         * @throws IllegalArgumentException where one has another form
         */
        public Builder bypass(String... patterns) {
            for (String pattern : patterns) {
                bypass.add(PathPattern.of(pattern));
            }
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         */
        public CrossOriginProtection build() {
            return new CrossOriginProtection(this);
        }
    }
}
