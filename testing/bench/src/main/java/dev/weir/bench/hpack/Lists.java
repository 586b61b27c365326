package dev.weir.bench.hpack;

import java.util.List;

/** The lists of fields that the codecs are measured with, each field as name and value. */
final class Lists {
    /** What a browser asks with, on a connection that carries many such requests. */
    static final List<String[]> REQUEST = List.of(
            field(":method", "GET"),
            field(":authority", "www.example.com"),
            field(":scheme", "https"),
            field(":path", "/articles/2026/11/how-to-measure?page=2"),
            field("cache-control", "max-age=0"),
            field("sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\""),
            field("sec-ch-ua-mobile", "?0"),
            field("sec-ch-ua-platform", "\"Linux\""),
            field("upgrade-insecure-requests", "1"),
            field(
                    "user-agent",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
                            + " Safari/537.36"),
            field("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
            field("sec-fetch-site", "same-origin"),
            field("sec-fetch-mode", "navigate"),
            field("sec-fetch-dest", "document"),
            field("accept-encoding", "gzip, deflate, br, zstd"),
            field("accept-language", "en-US,en;q=0.9"),
            field("cookie", "session=0123456789abcdef0123456789abcdef; theme=dark; seen=1"));

    /** What a server answers with. */
    static final List<String[]> RESPONSE = List.of(
            field(":status", "200"),
            field("content-type", "text/html; charset=utf-8"),
            field("date", "Sat, 21 Nov 2026 04:25:00 GMT"),
            field("server", "weir"),
            field("cache-control", "private, max-age=0, must-revalidate"),
            field("vary", "accept-encoding"),
            field("content-encoding", "br"),
            field("strict-transport-security", "max-age=31536000; includeSubDomains"),
            field("x-content-type-options", "nosniff"),
            field("content-length", "18231"));

    private Lists() {}

    private static String[] field(String name, String value) {
        return new String[] {name, value};
    }
}
