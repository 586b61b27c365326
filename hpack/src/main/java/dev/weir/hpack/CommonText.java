package dev.weir.hpack;

import java.nio.charset.StandardCharsets;

/** Common names and values, for which no string need be made. */
final class CommonText {
    /** Longer text is not looked for. */
    private static final int LONGEST = 32;

    private static final String[] NAMES = {
        "accept-ch",
        "access-control-allow-credentials",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-expose-headers",
        "access-control-max-age",
        "access-control-request-headers",
        "access-control-request-method",
        "alt-svc",
        "connection",
        "content-security-policy",
        "dnt",
        "forwarded",
        "grpc-accept-encoding",
        "grpc-encoding",
        "grpc-message",
        "grpc-status",
        "grpc-timeout",
        "keep-alive",
        "origin",
        "permissions-policy",
        "pragma",
        "priority",
        "referrer-policy",
        "sec-ch-ua",
        "sec-ch-ua-mobile",
        "sec-ch-ua-platform",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user",
        "sec-gpc",
        "te",
        "trace-id",
        "traceparent",
        "tracestate",
        "trailer",
        "upgrade-insecure-requests",
        "x-content-type-options",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-frame-options",
        "x-real-ip",
        "x-request-id",
        "x-requested-with",
        "x-xss-protection",
        ":protocol",
    };

    private static final String[] VALUES = {
        "HEAD",
        "PUT",
        "DELETE",
        "OPTIONS",
        "PATCH",
        "CONNECT",
        "TRACE",
        "*/*",
        "*",
        "gzip",
        "br",
        "identity",
        "deflate",
        "gzip, deflate, br",
        "gzip, deflate, br, zstd",
        "trailers",
        "no-cache",
        "no-store",
        "max-age=0",
        "keep-alive",
        "close",
        "0",
        "1",
        "?0",
        "?1",
        "u=0, i",
        "u=1",
        "u=1, i",
        "u=2",
        "u=3",
        "u=4",
        "u=5",
        "navigate",
        "cors",
        "no-cors",
        "same-origin",
        "same-site",
        "cross-site",
        "none",
        "document",
        "empty",
        "image",
        "script",
        "style",
        "font",
        "text/plain",
        "text/html",
        "text/css",
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "application/json",
        "application/grpc",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "XMLHttpRequest",
        "nosniff",
        "localhost",
        "en-US,en;q=0.9",
        "en-US,en;q=0.5",
        "\"Linux\"",
        "\"Windows\"",
        "\"macOS\"",
        "websocket",
        "100-continue",
        "bytes",
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
        int length = text.length();
        int slot = length == 0
                ? 0
                : slot(
                        length,
                        text.charAt(0),
                        text.charAt(length >>> 2),
                        text.charAt(length >>> 1),
                        text.charAt(length - 1));
        while (TABLE[slot] != null) {
            if (TABLE[slot].equals(text)) {
                return;
            }
            slot = slot + 1 & TABLE.length - 1;
        }
        TABLE[slot] = text;
    }

    /** Hashes a few octets, which differ in most texts: hashing all would slow down texts that are not common. */
    private static int slot(int length, int first, int second, int third, int last) {
        int hash = (((length * 31 + first) * 31 + second) * 31 + third) * 31 + last;
        hash *= 0x9e3779b9;
        return hash >>> 22;
    }

    /** Returns the octets as text: a shared instance where they are common. */
    static String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return "";
        }
        if (length <= LONGEST) {
            int slot = slot(
                    length,
                    bytes[from] & 0xff,
                    bytes[from + (length >>> 2)] & 0xff,
                    bytes[from + (length >>> 1)] & 0xff,
                    bytes[to - 1] & 0xff);
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
