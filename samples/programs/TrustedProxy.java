import module dev.weir;

/**
 * Behind a proxy: handlers and logs see the client's address, scheme and authority as the proxy has got them; nobody
 * else is believed. The proxy has to set X-Forwarded-Proto and X-Forwarded-Host, or to take them out: what a client
 * puts into them would pass through it. X-Forwarded-For it may add to.
 *
 * <p>{@code java -p lib --add-modules dev.weir TrustedProxy.java}, then
 * {@code curl -H 'X-Forwarded-For: 192.0.2.7' -H 'X-Forwarded-Proto: https' http://localhost:8080/}
 */
void main() throws Exception {
    Server.listenAndServe(":8080", TRUSTED_PROXY.wrap((w, r) ->
            w.write(r.client() + " asked for " + r.scheme() + "://" + r.authority() + r.rawPath() + "\n")));
}

/** The proxies, as r.client() writes their addresses. */
static final Set<String> PROXIES = Set.of("127.0.0.1", "::1", "2001:db8::5");

static final Middleware TRUSTED_PROXY =
        next -> (w, r) -> next.serve(w, PROXIES.contains(r.client()) ? asTheProxyGotIt(r) : r);

static Request asTheProxyGotIt(Request r) {
    String scheme = values(r, "X-Forwarded-Proto", "https?").getLast();
    String host = values(r, "X-Forwarded-Host", "([\\w.-]+|\\[[\\da-fA-F:.]+])(:\\d{1,5})?").getLast();
    Request seen = scheme.isEmpty() ? r : r.withScheme(scheme);
    seen = host.isEmpty() ? seen : seen.withAuthority(host);
    try {
        // Each proxy adds who came to it at the right end: what stands left of a stranger is a stranger's word.
        for (String hop : values(r, "X-Forwarded-For", "(\\d+\\.){3}\\d+|[\\da-fA-F.]*:[\\da-fA-F:.]*").reversed()) {
            if (!PROXIES.contains(seen.client())) {
                break;
            }
            seen = seen.withRemoteAddress(new InetSocketAddress(InetAddress.ofLiteral(hop), 0));
        }
    } catch (IllegalArgumentException e) {
        return seen; // That hop is no address: what stands left of it is not believed either.
    }
    return seen;
}

/** The values of a field; one that is malformed is empty, and so is that of a field which is not there. */
static List<String> values(Request r, String name, String form) {
    return Arrays.stream(String.join(",", r.headers().all(name)).split(",", -1))
            .map(value -> value.strip().matches(form) ? value.strip() : "").toList();
}
