package dev.weir.http.api;

import java.io.IOException;

/**
 * The power to carry another protocol, such as {@code websocket}, over a stream of HTTP/2 (RFC 8441). Asked for with
 * {@code w.as(ExtendedConnect.class)}, which answers where the request is an extended CONNECT: one with
 * {@code :protocol}. Clients send those only to a server that allows them
 * ({@code Http2Config.Builder.extendedConnect}).
 *
 * <pre>{@code
 * mux.handle("CONNECT /chat", (w, r) -> {
 *     var connect = w.as(ExtendedConnect.class).orElseThrow(() -> new HttpError(Status.NOT_IMPLEMENTED));
 *     try (var stream = connect.accept()) {
 *         stream.input().transferTo(stream.output());
 *     }
 * });
 * }</pre>
 */
public interface ExtendedConnect {
    /**
     * Returns the protocol that the client wants to speak.
     *
     * @return its name, as {@code :protocol} has it (RFC 8441 section 4)
     */
    String protocol();

    /**
     * Accepts: sends 200 with the response's fields, and gives both directions of the stream to the handler, until
     * its call ends. The stream is a small connection: it has a half-close and an end of its own, no deadlines but
     * those that the handler sets from here on, and all that happens to it leaves the other streams alone. A graceful
     * shutdown waits for it.
     *
     * <p>A client that has not ended its side when we have ended ours gets the server's {@code lingerTimeout} for that;
     * then the stream is cancelled.
     *
     * @return the stream
     * @throws IllegalStateException when the response is committed
     * @throws IOException when the client is gone
     */
    HijackedConnection accept() throws IOException;
}
