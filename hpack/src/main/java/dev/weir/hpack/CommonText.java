package dev.weir.hpack;

import java.nio.charset.StandardCharsets;

/** Names and values that come again and again, so that they need not be made anew. */
final class CommonText {
    /** Longer text is not looked for. */
    private static final int LONGEST = 32;

    private static final String[] NAMES = {
        "accept-ch", "access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods",
        "access-control-expose-headers", "access-control-max-age", "access-control-request-headers",
        "access-control-request-method", "alt-svc", "connection", "content-security-policy", "dnt", "forwarded",
        "grpc-accept-encoding", "grpc-encoding", "grpc-message", "grpc-status", "grpc-timeout", "keep-alive", "origin",
        "permissions-policy", "pragma", "priority", "referrer-policy", "sec-ch-ua", "sec-ch-ua-mobile",
        "sec-ch-ua-platform", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "sec-gpc", "te",
        "trace-id", "traceparent", "tracestate", "trailer", "upgrade-insecure-requests", "x-content-type-options",
        "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-frame-options", "x-real-ip", "x-request-id",
        "x-requested-with", "x-xss-protection", ":protocol",
    };

    private static final String[] VALUES = {
        "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "*/*", "*", "gzip", "br", "identity", "deflate",
        "gzip, deflate, br", "gzip, deflate, br, zstd", "trailers", "no-cache", "no-store", "max-age=0", "keep-alive",
        "close", "0", "1", "?0", "?1", "u=0, i", "u=1", "u=1, i", "u=2", "u=3", "u=4", "u=5", "navigate", "cors",
        "no-cors", "same-origin", "same-site", "cross-site", "none", "document", "empty", "image", "script", "style",
        "font", "text/plain", "text/html", "text/css", "text/plain; charset=utf-8", "text/html; charset=utf-8",
        "application/json", "application/grpc", "application/x-www-form-urlencoded", "application/octet-stream",
        "XMLHttpRequest", "nosniff", "localhost", "en-US,en;q=0.9", "en-US,en;q=0.5", "\"Linux\"", "\"Windows\"",
        "\"macOS\"", "websocket", "100-continue", "bytes",
    };

    /** By hash, in the next free place; a power of two, at most half full. */
    private static final String[] TABLE = new String[1024];

    static {
        for (int index = 1; index <= StaticTable.LENGTH; index++) {
            add(StaticTable.at(index).name());
            add(StaticTable.at(index).value());
        }
        for (String name : NAMES) {
            add(name);
        }
        for (String value : VALUES) {
            add(value);
        }
    }

    private CommonText() {}

    private static void add(String text) {
        int slot = slot(text.hashCode());
        while (TABLE[slot] != null) {
            if (TABLE[slot].equals(text)) {
                return;
            }
            slot = slot + 1 & TABLE.length - 1;
        }
        TABLE[slot] = text;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 15) & TABLE.length - 1;
    }

    /** The octets as text: a shared instance where they are common. */
    static String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= LONGEST) {
            int hash = 0; // as String.hashCode has it
            for (int i = from; i < to; i++) {
                hash = 31 * hash + (bytes[i] & 0xff);
            }
            int slot = slot(hash);
            String text = TABLE[slot];
            while (text != null) {
                if (equal(text, bytes, from, length)) {
                    return text;
                }
                slot = slot + 1 & TABLE.length - 1;
                text = TABLE[slot];
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean equal(String text, byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
