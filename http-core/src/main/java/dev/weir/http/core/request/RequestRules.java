package dev.weir.http.core.request;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.core.spi.ServerContext;
import org.jspecify.annotations.Nullable;

/** What HTTP asks of a request, whatever protocol brought it. Pure functions. */
public final class RequestRules {
    /** RFC 9110 section 9.1: a method that is not implemented is answered with 501; none of this length is. */
    private static final int MAX_METHOD = 64;

    /** {@code OPTIONS *} asks about the server itself (RFC 9110 section 9.3.7); the answer is an empty 200. */
    private static final Handler OPTIONS_ASTERISK = (w, r) -> {};

    private RequestRules() {}

    /**
     * Checks the length of a method.
     *
     * @param length its characters
     * @throws Refusal with 501 for more than 64
     */
    public static void checkMethod(int length) throws Refusal {
        if (length > MAX_METHOD) {
            throw new Refusal(Status.NOT_IMPLEMENTED, "the method is too long");
        }
    }

    /**
     * Checks the scheme of a target against the connection's (RFC 9110 section 7.4: a target of https on a connection that
     * is not secured must be rejected).
     *
     * @param https whether the target names https
     * @param secure whether the connection is TLS
     * @param trustScheme whether the target may name the other scheme
     * @throws Refusal with 421 where it may not
     */
    public static void checkScheme(boolean https, boolean secure, boolean trustScheme) throws Refusal {
        if (https != secure && !trustScheme) {
            throw new Refusal(Status.MISDIRECTED_REQUEST, "the target's scheme is not that of the connection");
        }
    }

    /**
     * Checks that every percent sign of a path has its two hexadecimal digits (RFC 3986 section 2.1).
     *
     * @param bytes holds the path
     * @param start where it begins
     * @param end after its last byte
     * @throws Refusal with 400 where one has not
     */
    public static void checkPath(byte[] bytes, int start, int end) throws Refusal {
        if (!HttpChars.escapesAreWhole(bytes, start, end)) {
            throw new Refusal(Status.BAD_REQUEST, "a percent sign in the path without two hexadecimal digits");
        }
    }

    /**
     * Checks one more {@code Content-Length} (RFC 9110 section 8.6): digits alone, and several must be equal to the
     * letter.
     *
     * @param length its value, or -1 where it is no number
     * @param differs whether another one came before that differs in any character
     * @return what is wrong; null when nothing is
     */
    public static @Nullable String lengthFault(long length, boolean differs) {
        if (length < 0) {
            return "a malformed Content-Length";
        }
        return differs ? "two different Content-Length" : null;
    }

    /**
     * Returns the refusal of an expectation other than {@code 100-continue} (RFC 9110 section 10.1.1).
     *
     * @return a refusal with 417
     */
    public static Refusal unknownExpectation() {
        return new Refusal(Status.EXPECTATION_FAILED, "an expectation other than 100-continue");
    }

    /**
     * Returns the handler that answers a request.
     *
     * @param server the server
     * @param method the request's method
     * @param asterisk whether the target is {@code *}, or an absolute URI without a path
     * @return the server's handler, or one for {@code OPTIONS *}
     */
    public static Handler handler(ServerContext server, String method, boolean asterisk) {
        boolean own =
                asterisk && method.equals(HttpMethod.OPTIONS) && server.config().answerOptionsAsterisk();
        return own ? OPTIONS_ASTERISK : server.handler();
    }
}
