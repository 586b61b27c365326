package dev.weir.bench;

/** What a request asks for. */
enum RequestTarget {
    /** The small answer, {@code Hello, World!}. */
    PLAINTEXT("GET", "/plaintext", 13),
    /** One MiB of content, which a server may have in memory. */
    BODY("GET", "/body", 1 << 20),
    /** The same from a file. */
    FILE("GET", "/file.txt", 1 << 20),
    /** A small file. */
    FILE_4K("GET", "/file-4k.txt", 1 << 12),
    /** One that is neither small nor large. */
    FILE_64K("GET", "/file-64k.txt", 1 << 16),
    /** The request's content comes back: 64 KiB. */
    ECHO("POST", "/echo", 1 << 16),
    /** The small answer after a sleep of 20 ms. */
    SLEEP("GET", "/sleep/20", 13),
    /** Text that the server compresses for each request. */
    TEXT("GET", "/text", Documents.text(), "gzip", ""),
    /** JSON that the server writes. */
    ORDER("GET", "/order", Documents.order(), "", ""),
    /** JSON that the server reads; it answers with what it has found in it. */
    ORDERS("POST", "/orders", Documents.ORDER_READ, "", Documents.order()),
    /** A file that lies there compressed too, in two codings. */
    PROSE("GET", "/prose.txt", Documents.text(), "gzip, br", ""),
    /** A message on a WebSocket, which comes back. */
    MESSAGE_64("GET", "/ws", 64),
    /** A long one. */
    MESSAGE_16K("GET", "/ws", 16 * 1024),
    /** A message that goes to all who are connected. */
    BROADCAST("GET", "/broadcast", 256),
    /** The small answer, at the route of one of many; the load asks for all of them in turn. */
    ROUTE("GET", "/r7/items/7", 13),
    /** An answer of another length, which a server may have in memory. */
    BYTES_1K("GET", "/bytes/1024", 1 << 10),
    BYTES_16K("GET", "/bytes/16384", 1 << 14),
    BYTES_128K("GET", "/bytes/131072", 1 << 17),
    BYTES_1M("GET", "/bytes/1048576", 1 << 20),
    BYTES_16M("GET", "/bytes/16777216", 1 << 24),
    /** The request's content comes back, in another length. */
    ECHO_1K("POST", "/echo", 1 << 10),
    ECHO_16K("POST", "/echo", 1 << 14),
    ECHO_128K("POST", "/echo", 1 << 17),
    ECHO_1M("POST", "/echo", 1 << 20),
    ECHO_16M("POST", "/echo", 1 << 24);

    private final String method;
    private final String path;
    private final int bytes;
    private final String content;
    private final String acceptEncoding;
    private final String posted;

    RequestTarget(String method, String path, int bytes) {
        this(method, path, bytes, "", "", "");
    }

    RequestTarget(String method, String path, String content, String acceptEncoding, String posted) {
        this(method, path, content.length(), content, acceptEncoding, posted);
    }

    RequestTarget(String method, String path, int bytes, String content, String acceptEncoding, String posted) {
        this.method = method;
        this.path = path;
        this.bytes = bytes;
        this.content = content;
        this.acceptEncoding = acceptEncoding;
        this.posted = posted;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** The length of the answer's content; where that is the request's, {@link #echoes}, of that too. */
    int bytes() {
        return bytes;
    }

    /** Whether the request has content. */
    boolean posts() {
        return method.equals("POST");
    }

    /** Whether the request's content comes back. */
    boolean echoes() {
        return posts() && posted.isEmpty();
    }

    /** Whether it is a file, whose name is its path. */
    boolean file() {
        return this == FILE || this == FILE_4K || this == FILE_64K;
    }

    /** Whether it is an answer whose length is in its path. */
    boolean sized() {
        return path.startsWith("/bytes/");
    }

    /** The request's content where that is JSON; else empty. */
    String posted() {
        return posted;
    }

    /** The answer's content once it is decoded, where it is compared and not only counted; else empty. */
    String content() {
        return content;
    }

    /** Whether it is one of those with which the parts are measured that a server brings for its handlers. */
    boolean toolbox() {
        return !content.isEmpty();
    }

    /** Whether it is a message on a WebSocket, and {@link #bytes} its length. */
    boolean message() {
        return this == MESSAGE_64 || this == MESSAGE_16K || this == BROADCAST;
    }

    /** The codings that the client takes; empty where it does not say. */
    String acceptEncoding() {
        return acceptEncoding;
    }
}
