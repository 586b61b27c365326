package dev.weir.http1;

/**
 * A parsed head, as positions in its own copy of the bytes. Made anew by {@link HeadParser} for each request; the arrays
 * belong to it, so that a handler that keeps the request never sees another one's bytes.
 */
final class RequestHead {
    private static final int[] NO_FIELDS = {};

    /** The head's bytes. */
    final byte[] bytes;

    String method = "";
    int targetStart;
    int targetEnd;
    /** The path within the target; empty in authority form. */
    int pathStart;

    int pathEnd;
    /** The query after the question mark; empty when there is none. */
    int queryStart;

    int queryEnd;
    /** The authority; empty when the request names none. A Host field is always the same bytes. */
    int authorityStart;

    int authorityEnd;
    /** Absolute form without a path: the path is "/", or "*" for OPTIONS (RFC 9112 section 3.2.4). */
    boolean emptyPath;

    /** Whether the target names the scheme that is not the connection's, as a gateway may that ends TLS. */
    boolean otherScheme;

    boolean http10;

    /** Four positions a field: name start, name end, value start, value end. */
    int[] fields = NO_FIELDS;

    int fieldCount;

    /** The content's length; 0 without content, -1 when it is chunked. */
    long contentLength;

    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean upgrade;
    boolean expectContinue;

    RequestHead(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether the connection may serve another request after this one (RFC 9112 section 9.3). */
    boolean wantsKeepAlive() {
        return !close && (!http10 || keepAlive);
    }
}
