package dev.weir.http.api;

/**
 * The request methods of RFC 9110 section 9 and RFC 5789 by name, for {@code switch} and comparison, and what HTTP says
 * of them. Methods are case-sensitive tokens, and any token may be one.
 */
public final class HttpMethod {
    /** Transfer a representation of the target (RFC 9110 section 9.3.1). */
    public static final String GET = "GET";
    /** Like GET, without the content (RFC 9110 section 9.3.2). */
    public static final String HEAD = "HEAD";
    /** Process the content (RFC 9110 section 9.3.3). */
    public static final String POST = "POST";
    /** Replace the target by the content (RFC 9110 section 9.3.4). */
    public static final String PUT = "PUT";
    /** Remove the target (RFC 9110 section 9.3.5). */
    public static final String DELETE = "DELETE";
    /** Make a tunnel (RFC 9110 section 9.3.6). */
    public static final String CONNECT = "CONNECT";
    /** Ask what can be done with the target (RFC 9110 section 9.3.7). */
    public static final String OPTIONS = "OPTIONS";
    /** Loop the request back (RFC 9110 section 9.3.8). */
    public static final String TRACE = "TRACE";
    /** Change a part of the target (RFC 5789). */
    public static final String PATCH = "PATCH";

    private HttpMethod() {}

    /**
     * Returns whether the client asks for no change (RFC 9110 section 9.2.1).
     *
     * @param method a method
     * @return true for GET, HEAD, OPTIONS and TRACE
     */
    public static boolean isSafe(String method) {
        return switch (method) {
            case GET, HEAD, OPTIONS, TRACE -> true;
            default -> false;
        };
    }

    /**
     * Returns whether asking twice is the same as asking once (RFC 9110 section 9.2.2).
     *
     * @param method a method
     * @return true for the safe ones, PUT and DELETE
     */
    public static boolean isIdempotent(String method) {
        return isSafe(method) || PUT.equals(method) || DELETE.equals(method);
    }
}
