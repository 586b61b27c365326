package dev.weir.http2.field;

import dev.weir.http.api.internal.Ascii;

/** Field names in lower case, as HTTP/2 wants them (RFC 9113 section 8.2.1); usual ones are not made anew. */
public final class LowerCase {
    private static final String[] USUAL = {
        "Accept-Ranges",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Age",
        "Allow",
        "Alt-Svc",
        "Cache-Control",
        "Connection",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Range",
        "Content-Security-Policy",
        "Content-Type",
        "Date",
        "ETag",
        "Expires",
        "Grpc-Message",
        "Grpc-Status",
        "Keep-Alive",
        "Last-Modified",
        "Link",
        "Location",
        "Permissions-Policy",
        "Pragma",
        "Priority",
        "Referrer-Policy",
        "Refresh",
        "Retry-After",
        "Server",
        "Server-Timing",
        "Set-Cookie",
        "Strict-Transport-Security",
        "Trailer",
        "Vary",
        "Via",
        "WWW-Authenticate",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "X-Powered-By",
        "X-Request-Id",
        "X-XSS-Protection",
    };

    /** By hash, in the next free place: the usual spelling, and after it the name in lower case. A power of two. */
    private static final String[] TABLE = new String[512];

    static {
        for (String name : USUAL) {
            String lower = Ascii.lower(name).intern();
            add(name, lower);
            add(lower, lower);
        }
    }

    private LowerCase() {}

    private static void add(String name, String lower) {
        int slot = slot(name);
        while (TABLE[slot] != null) {
            slot = slot + 2 & TABLE.length - 1;
        }
        TABLE[slot] = name;
        TABLE[slot + 1] = lower;
    }

    private static int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 14) << 1 & TABLE.length - 1;
    }

    /** A field name in lower case. */
    public static String of(String name) {
        int slot = slot(name);
        String usual = TABLE[slot];
        while (usual != null) {
            if (usual.equals(name)) {
                return TABLE[slot + 1];
            }
            slot = slot + 2 & TABLE.length - 1;
            usual = TABLE[slot];
        }
        return Ascii.lower(name);
    }
}
