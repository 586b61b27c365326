package dev.weir.websocket;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.ExtensionOffers;
import dev.weir.websocket.internal.Handshakes;
import dev.weir.websocket.internal.Pools;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The opening handshake, by {@code Upgrade} (RFC 6455 section 4.2) and by extended CONNECT (RFC 8441 section 5). */
final class Upgrade implements Handler {
    private static final String PROTOCOL = "websocket";
    private static final String VERSION = "13";

    /** What the program does with a WebSocket, once it is open. */
    interface Use {
        void of(Session session) throws Exception;
    }

    /** Whether messages are brought to the program, which else receives them. */
    private final boolean brings;

    private final Use use;
    private final WebSocketConfig config;
    /** Null for any; empty for the request's own alone. */
    private final @Nullable List<String> origins;

    private final List<String> subprotocols;
    private final Pools pools;
    private final Watch watch;

    Upgrade(
            boolean brings,
            Use use,
            WebSocketConfig config,
            @Nullable List<String> origins,
            List<String> subprotocols,
            WebSocketStats stats) {
        this.brings = brings;
        this.use = use;
        this.config = config;
        this.origins = origins;
        this.subprotocols = subprotocols;
        this.pools = new Pools(config.compressionLevel());
        this.watch = new Watch(config, stats);
    }

    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        TunnelRequest asked = asked(w, r);
        checkOrigin(r);
        Headers fields = r.headers();
        String subprotocol;
        DeflateTerms deflate = null;
        try {
            subprotocol = Handshakes.subprotocol(fields.all("Sec-WebSocket-Protocol"), subprotocols);
            List<String> offers = fields.all("Sec-WebSocket-Extensions");
            if (!offers.isEmpty() && config.compression()) {
                deflate = ExtensionOffers.agree(
                        offers,
                        config.serverTakeover(),
                        config.clientTakeover(),
                        config.serverWindowBits(),
                        config.clientWindowBits());
            }
        } catch (IllegalArgumentException e) {
            throw new HttpError(Status.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        }
        if (!subprotocol.isEmpty()) {
            w.header("Sec-WebSocket-Protocol", subprotocol);
        }
        if (deflate != null) {
            w.header("Sec-WebSocket-Extensions", deflate.answer());
        }
        Tunnel tunnel = asked.accept(PROTOCOL);
        use.of(new Session(r, subprotocol, tunnel, config, deflate, pools, watch, brings));
    }

    /** Checks what a client has to send, and has the answer to its key among the response's fields. */
    private static TunnelRequest asked(ResponseWriter w, Request r) {
        boolean http2 = r.protocol().equals("HTTP/2");
        boolean connect = r.method().equals(HttpMethod.CONNECT);
        if (!r.method().equals(HttpMethod.GET) && !connect) {
            throw HttpError.methodNotAllowed(http2 ? "GET, CONNECT" : "GET");
        }
        Optional<TunnelRequest> asked = w.as(TunnelRequest.class);
        if (connect && asked.isPresent() && asked.get().protocols().isEmpty()) {
            throw HttpError.methodNotAllowed("GET");
        }
        if (asked.isEmpty() || !speaks(asked.get())) {
            throw notAsked(http2);
        }
        List<String> version = r.headers().all("Sec-WebSocket-Version");
        if (version.size() != 1 || !version.getFirst().equals(VERSION)) {
            HttpError error = http2
                    ? HttpError.badRequest("the version of WebSocket is 13")
                    : new HttpError(Status.UPGRADE_REQUIRED, "the version of WebSocket is 13")
                            .with("Upgrade", PROTOCOL)
                            .with("Connection", "Upgrade");
            throw error.with("Sec-WebSocket-Version", VERSION);
        }
        if (!connect) {
            // RFC 8441 section 5: over HTTP/2 there is no key.
            List<String> keys = r.headers().all("Sec-WebSocket-Key");
            if (keys.size() != 1 || !Handshakes.isKey(keys.getFirst())) {
                throw HttpError.badRequest("Sec-WebSocket-Key is no key of 16 bytes");
            }
            if (r.contentLength() != 0) {
                throw HttpError.badRequest("a handshake has no content");
            }
            w.header("Sec-WebSocket-Accept", Handshakes.accept(keys.getFirst()));
        }
        return asked.get();
    }

    private static boolean speaks(TunnelRequest asked) {
        for (String protocol : asked.protocols()) {
            if (FieldSyntax.equal(protocol, PROTOCOL)) {
                return true;
            }
        }
        return false;
    }

    private static HttpError notAsked(boolean http2) {
        String message = "this is for WebSocket";
        // RFC 9113 section 8.2.2 knows no Upgrade, and RFC 8441 no status for a protocol that is not spoken.
        return http2
                ? new HttpError(Status.NOT_IMPLEMENTED, message)
                : new HttpError(Status.UPGRADE_REQUIRED, message)
                        .with("Upgrade", PROTOCOL)
                        .with("Connection", "Upgrade")
                        .with("Sec-WebSocket-Version", VERSION);
    }

    /** Browsers say whose page it is; what is no browser need not say anything (RFC 6455 section 10.2). */
    private void checkOrigin(Request r) {
        List<String> given = r.headers().all("Origin");
        if (origins == null || given.isEmpty()) {
            return;
        }
        String origin = given.getFirst();
        boolean allowed = given.size() == 1 && Handshakes.isSameOrigin(origin, r.scheme(), r.authority());
        for (String listed : origins) {
            allowed |= given.size() == 1 && FieldSyntax.equal(listed, origin);
        }
        if (!allowed) {
            throw new HttpError(Status.FORBIDDEN, "pages of this origin may not open a WebSocket here");
        }
    }
}
