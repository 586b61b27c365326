package dev.weir.http.api;

import java.io.IOException;

/**
 * The power to take the connection over from the server. Asked for with {@code w.as(Hijacker.class)}; an HTTP/2 stream
 * has no connection of its own and answers with nothing.
 *
 * <pre>{@code
 * var hijacker = w.as(Hijacker.class).orElseThrow(() -> new HttpError(Status.NOT_IMPLEMENTED));
 * try (var connection = hijacker.upgrade("echo")) {
 *     connection.input().transferTo(connection.output());
 * }
 * }</pre>
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

    /**
     * Sends {@code 101 Switching Protocols} with the response's fields, and takes the connection (RFC 9110 section 7.8).
     *
     * @param protocol the protocol to switch to, as {@code Upgrade} names it
     * @return the connection, with every byte that was already read; its deadlines are cleared
     * @throws IllegalStateException when the response is committed, the connection was taken before, the request is not
     *     HTTP/1.1, did not ask for this protocol, or has content that was not read to its end
     * @throws IOException when the connection is gone
     */
    HijackedConnection upgrade(String protocol) throws IOException;
}
