package dev.weir.observe.live;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Who may see the page: what holds for all, and the rule for clients on the machine itself. */
public final class Doorkeeper {
    /** What proxies add: a request with one of these was not made by a client that is here. */
    private static final String[] OF_PROXIES = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"};

    private Doorkeeper() {}

    /** Lets those through that are on the same machine, and have asked for it by a name of it. */
    public static Middleware loopbackOnly() {
        return Doorkeeper::local;
    }

    private static Handler local(Handler next) {
        return (w, r) -> {
            if (!(r.remoteAddress() instanceof InetSocketAddress client)
                    || client.getAddress() == null
                    || !client.getAddress().isLoopbackAddress()) {
                throw new HttpError(403, "this page is for clients on the machine itself");
            }
            for (String field : OF_PROXIES) {
                if (r.headers().contains(field)) {
                    throw new HttpError(403, "this page is not for clients of a proxy");
                }
            }
            // A page of another site whose name leads here, now and then (DNS rebinding), asks for that name.
            if (!isLocal(r.host())) {
                throw new HttpError(403, "this page is served to localhost, 127.0.0.1 and [::1]");
            }
            next.serve(w, r);
        };
    }

    private static boolean isLocal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("127.0.0.1")
                || name.equals("::1")
                || name.equals("[::1]");
    }

    /**
     * Refuses what pages of other sites ask for.
     *
     * @param opens whether it is the page itself, to which others may have links
     * @throws HttpError 403 for such
     */
    public static void requireSameOrigin(Request r, boolean opens) {
        String site = r.header("Sec-Fetch-Site").orElse("");
        boolean refused = !site.isEmpty() && !site.equals("same-origin") && !site.equals("none") && !opens;
        String origin = r.header("Origin").orElse("");
        int host = origin.indexOf("://") + 3;
        refused |= !origin.isEmpty() && (host < 3 || !origin.substring(host).equalsIgnoreCase(r.authority()));
        if (refused) {
            throw new HttpError(403, "a request from another origin is refused");
        }
    }
}
