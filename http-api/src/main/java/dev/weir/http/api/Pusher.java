package dev.weir.http.api;

import java.io.IOException;

/**
 * The power to send a response that the client has not asked for yet (server push, RFC 9113 section 8.4). Asked for
 * with {@code w.as(Pusher.class)}, which answers over HTTP/2 where the client allows it. Browsers do not any more:
 * prefer {@code 103 Early Hints}.
 */
public interface Pusher {
    /**
     * Promises a response, and has the server's handler make it, on a thread of its own, as if the client had sent
     * the request. What is promised must be said before the part of this response that refers to it is written.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param target a path that begins with a slash, with its query if there is one; the authority is that of the
     *     request
     * @param fields fields of the promised request, such as {@code Accept}; names in any case
     * @return false when the client takes no more pushes: it has forbidden them, allows no more at once, or has sent
     *     GOAWAY
     * @throws IllegalArgumentException for another method, a target that is none, or a field that a request without
     *     content cannot have
     * @throws IllegalStateException when this request was pushed itself, or its response has ended
     * @throws IOException when the client is gone
     */
    boolean push(String method, String target, Headers fields) throws IOException;
}
