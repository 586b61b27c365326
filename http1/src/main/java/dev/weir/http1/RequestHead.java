package dev.weir.http1;

/**
 * A parsed head, as positions in its own copy of the bytes. Made anew by {@link HeadParser} for each request; the arrays
 * belong to it, so that a handler that keeps the request never sees another one's bytes.
 */
final class RequestHead {
    /** The head's bytes. */
    byte[] bytes;

    String method;
    int targetStart;
    int targetEnd;
    /** The path within the target; empty in authority form. */
    int pathStart;

    int pathEnd;
    /** The query behind the question mark; empty when there is none. */
    int queryStart;

    int queryEnd;
    /** Whom the request is for; empty when nothing tells. A Host field is always the same bytes. */
    int authorityStart;

    int authorityEnd;
    /** Absolute form without a path: the path is "/", or "*" for OPTIONS (RFC 9112 section 3.2.4). */
    boolean emptyPath;

    /** Whether the target names the scheme that is not the connection's, as a gateway may that ends TLS. */
    boolean otherScheme;

    boolean http10;

    /** Four positions a field: name start, name end, value start, value end. */
    int[] fields;

    int fieldCount;

    /** The content's length; 0 without content, -1 when it is chunked. */
    long contentLength;

    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean upgrade;
    boolean expectContinue;

    /** Whether the connection may serve another request after this one (RFC 9112 section 9.3). */
    boolean wantsKeepAlive() {
        return !close && (!http10 || keepAlive);
    }
}
