package dev.weir.http.api;

import java.io.IOException;

/**
 * The power to take the connection over from the server without a response, for a protocol that is no HTTP. Asked for with
 * {@code w.as(Hijacker.class)}; an HTTP/2 stream has no connection of its own and answers with nothing. A client that asks for
 * another protocol in HTTP's own way is answered with a {@link TunnelRequest}.
 */
public interface Hijacker {
    /**
     * Takes the connection as it is; the handler speaks for itself from the first byte. Nothing may have been sent.
     *
     * @return the connection, with every byte that was already read and not yet consumed; its deadlines are cleared.
     *     It stays open after the handler's call; its holder closes it.
     * @throws IllegalStateException when the response is committed or the connection was taken before
     * @throws IOException when the connection is gone
     */
    HijackedConnection hijack() throws IOException;
}
