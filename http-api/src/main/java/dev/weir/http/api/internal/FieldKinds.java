package dev.weir.http.api.internal;

/**
 * What kinds of fields there are, as tables of names: one for every engine and for responses in memory. Names are
 * compared in any case. Pure functions.
 */
public final class FieldKinds {
    /**
     * Fields that say something of the content, or of how the answer with just this content may be kept: RFC 9110
     * sections 6.4 to 6.6, 8, 10.2.2 and 14, RFC 9111, 6266, 9530, 9842 and 9421 (a signature covers a digest).
     */
    private static final String[] OF_CONTENT = {
        "content-type",
        "content-length",
        "content-encoding",
        "content-language",
        "content-location",
        "content-range",
        "content-disposition",
        "content-md5",
        "content-digest",
        "repr-digest",
        "unencoded-digest",
        "digest",
        "etag",
        "last-modified",
        "accept-ranges",
        "cache-control",
        "cdn-cache-control",
        "surrogate-control",
        "expires",
        "age",
        "trailer",
        "transfer-encoding",
        "location",
        "refresh",
        "preference-applied",
        "sourcemap",
        "x-sourcemap",
        "use-as-dictionary",
        "signature",
        "signature-input",
    };

    /** RFC 9110 section 6.5.1: what says how a message is framed, routed, authenticated, or its content read. */
    private static final String[] NOT_IN_TRAILERS = {
        "content-length",
        "transfer-encoding",
        "host",
        "trailer",
        "te",
        "connection",
        "keep-alive",
        "upgrade",
        "proxy-connection",
        "expect",
        "max-forwards",
        "cache-control",
        "pragma",
        "range",
        "if-match",
        "if-none-match",
        "if-modified-since",
        "if-unmodified-since",
        "if-range",
        "authorization",
        "proxy-authorization",
        "www-authenticate",
        "proxy-authenticate",
        "cookie",
        "set-cookie",
        "age",
        "date",
        "expires",
        "location",
        "retry-after",
        "vary",
        "warning",
        "content-encoding",
        "content-type",
        "content-range",
    };

    /** Fields of responses that several hands add to, so that one never stands for another. */
    private static final String[] ADDED_TO = {"set-cookie", "vary", "link", "server-timing"};

    private FieldKinds() {}

    /**
     * Returns whether a field of a response describes its content, so that it goes when an error's text takes the content's
     * place. All other fields are of the response as a whole.
     *
     * @param name a field name
     * @return true for those of the content
     */
    public static boolean describesContent(String name) {
        return isAmong(OF_CONTENT, name);
    }

    /**
     * Returns whether a field of a response is added to those of its name that are there, and does not replace them.
     *
     * @param name a field name
     * @return true for lists that middleware and handlers make together
     */
    public static boolean isAddedTo(String name) {
        return isAmong(ADDED_TO, name);
    }

    /**
     * Returns whether a field may stand in a trailer section.
     *
     * @param name a field name
     * @return false for those that RFC 9110 forbids
     */
    public static boolean mayTrail(String name) {
        return !isAmong(NOT_IN_TRAILERS, name);
    }

    private static boolean isAmong(String[] lowerCase, String name) {
        for (String one : lowerCase) {
            if (Ascii.equalsIgnoreCase(name, one)) {
                return true;
            }
        }
        return false;
    }
}
