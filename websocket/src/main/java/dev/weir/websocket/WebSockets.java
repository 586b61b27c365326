package dev.weir.websocket;

import dev.weir.http.api.Handler;
import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes handlers that answer with a WebSocket (RFC 6455), over HTTP/1.1 and HTTP/2 (RFC 8441) alike.
 *
 * <pre>{@code
 * mux.handle("/chat", WebSockets.handler(ws -> {
 *     for (Message m; (m = ws.receive()) != null; ) {
 *         switch (m) {
 *             case Text t -> room.send(t.value());
 *             case Binary b -> ws.send(b.data());
 *         }
 *     }
 * }));
 * }</pre>
 *
 * <p>The route has no method: a handshake is a GET over HTTP/1.1, and a CONNECT over HTTP/2. What is no handshake is
 * answered with 426, or 501 over HTTP/2; a malformed one with 400, a page of a foreign origin with 403, another method
 * with 405.
 */
public final class WebSockets {
    private WebSockets() {}

    /**
     * Makes a handler with the defaults: for pages of the same origin, without subprotocols, with compression.
     *
     * @param handler talks to one client
     * @return the handler, for a route without a method
     */
    public static Handler handler(WebSocketHandler handler) {
        return builder().handler(handler);
    }

    /**
     * Makes a handler with the defaults to which messages are brought, so that a WebSocket that waits holds no thread, and a
     * message costs no change of threads:
     *
     * <pre>{@code
     * mux.handle("/echo", WebSockets.listener(ws -> message -> {
     *     switch (message) {
     *         case Text t -> ws.send(t.value());
     *         case Binary b -> ws.send(b.data());
     *     }
     * }));
     * }</pre>
     *
     * @param listener is told of new WebSockets
     * @return the handler, for a route without a method
     */
    public static Handler listener(WebSocketListener listener) {
        return builder().listener(listener);
    }

    /**
     * Returns a new builder, which holds the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Says for whom a handler is, and what they may do.
     *
     * <p><b>Threads.</b> For one thread at a time.
     */
    public static final class Builder {
        private WebSocketConfig config = WebSocketConfig.DEFAULT;
        private @Nullable List<String> origins = List.of();
        private List<String> subprotocols = List.of();
        private WebSocketStats stats = new WebSocketStats();

        private Builder() {}

        /**
         * Sets the limits, and whether and how messages are compressed; default {@link WebSocketConfig#DEFAULT}.
         *
         * @param config the limits
         * @return this builder
         */
        public Builder config(WebSocketConfig config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /**
         * Allows pages of other origins beside those of the request's own, which are allowed by default. A browser
         * sends its cookies to any WebSocket, whose page ever asks: so with cookies only origins that are trusted may
         * be listed. A client that names no origin is no browser, and is not refused. Scheme, host and port are those
         * of the request: behind a proxy that ends TLS a middleware has to set them, or the origin is listed.
         *
         * @param origins such as {@code https://app.example}, or {@code http://localhost:3000}
         * @return this builder
         * @throws IllegalArgumentException where one is no scheme and authority alone
         */
        public Builder origins(String... origins) {
            List<String> list = new ArrayList<>();
            for (String origin : origins) {
                int colons = origin.indexOf("://");
                if (colons < 1 || colons + 3 == origin.length() || origin.indexOf('/', colons + 3) >= 0) {
                    throw new IllegalArgumentException(
                            "an origin is a scheme and an authority, such as https://app.example, not " + origin);
                }
                list.add(origin);
            }
            this.origins = list;
            return this;
        }

        /**
         * Allows pages of any origin. For what needs no cookies, or checks who asks in another way.
         *
         * @return this builder
         */
        public Builder anyOrigin() {
            this.origins = null;
            return this;
        }

        /**
         * Sets the subprotocols that the handler speaks; none by default. The first that the client offers too is
         * agreed on; without such a one the WebSocket has none, and the client may leave.
         *
         * @param names tokens, in order of preference
         * @return this builder
         * @throws IllegalArgumentException where one is no token
         */
        public Builder subprotocols(String... names) {
            for (String name : names) {
                if (!FieldSyntax.isToken(name)) {
                    throw new IllegalArgumentException("a subprotocol is a token, not \"" + name + '"');
                }
            }
            this.subprotocols = List.of(names);
            return this;
        }

        /**
         * Has the handler's WebSockets counted.
         *
         * @param stats counts them, and maybe those of other handlers
         * @return this builder
         */
        public Builder stats(WebSocketStats stats) {
            this.stats = Objects.requireNonNull(stats, "stats");
            return this;
        }

        /**
         * Makes the handler.
         *
         * @param handler talks to one client
         * @return the handler, for a route without a method
         */
        public Handler handler(WebSocketHandler handler) {
            Objects.requireNonNull(handler, "handler");
            return upgrade(false, session -> session.run(handler));
        }

        /**
         * Makes a handler to which messages are brought: see {@link WebSockets#listener}.
         *
         * @param listener is told of new WebSockets
         * @return the handler, for a route without a method
         */
        public Handler listener(WebSocketListener listener) {
            Objects.requireNonNull(listener, "listener");
            return upgrade(true, session -> session.listen(listener));
        }

        private Upgrade upgrade(boolean brings, Upgrade.Use use) {
            return new Upgrade(brings, use, config, origins == null ? null : List.copyOf(origins), subprotocols, stats);
        }
    }
}
