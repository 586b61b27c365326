package dev.weir.bench;

/** What a request asks for. */
enum RequestTarget {
    /** The small answer, {@code Hello, World!}. */
    PLAINTEXT("GET", "/plaintext", 13),
    /** One MiB of content, which a server may have in memory. */
    BODY("GET", "/body", 1 << 20),
    /** The same from a file. */
    FILE("GET", "/file.txt", 1 << 20),
    /** The request's content comes back: 64 KiB. */
    ECHO("POST", "/echo", 1 << 16),
    /** The small answer after a sleep of 20 ms. */
    SLEEP("GET", "/sleep/20", 13);

    private final String method;
    private final String path;
    private final int bytes;

    RequestTarget(String method, String path, int bytes) {
        this.method = method;
        this.path = path;
        this.bytes = bytes;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** The length of the answer's content; with {@link #ECHO} that of the request's too. */
    int bytes() {
        return bytes;
    }

    /** Whether the request has content. */
    boolean posts() {
        return this == ECHO;
    }
}
