package dev.weir.hpack;

/** What an encoder knows of a name beforehand: its place in the static table, and how its values are treated. */
final class NameTable {
    /** How the values of a name are put into the dynamic table. */
    enum Indexing {
        /** At once: they are likely to come again. */
        AT_ONCE,
        /** Once a value comes for the second time: they change often, and would push out what is of more use. */
        WHEN_REPEATED,
        /** Never, nor by anyone who passes them on (RFC 7541 section 7.1.3). */
        NEVER,
        /** Never where they are short enough to be guessed. */
        NEVER_IF_SHORT,
    }

    /**
     * A name.
     *
     * @param name as it is on the wire
     * @param first its first entry in the static table, or 0
     * @param count how many entries have it
     */
    record Known(String name, int first, int count, Indexing indexing) {}

    /** What names are that stand nowhere here. */
    static final Known UNKNOWN = new Known("", 0, 0, Indexing.AT_ONCE);

    private static final String[] REPEATED = {
        ":path",
        "age",
        "content-length",
        "content-range",
        "content-disposition",
        "content-location",
        "date",
        "etag",
        "expires",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "range",
        "referer",
        "retry-after",
        "set-cookie",
        "grpc-message",
        "grpc-timeout",
        "digest",
        "traceparent",
        "tracestate",
        "trace-id",
        "x-request-id",
        "x-correlation-id",
        "x-forwarded-for",
        "x-real-ip",
        "server-timing",
        "www-authenticate",
        "proxy-authenticate",
    };

    private static final String[] SECRET = {"authorization", "proxy-authorization"};

    /** By hash, in the next free place; a power of two, at most half full. */
    private static final Known[] TABLE = new Known[256];

    static {
        int index = 1;
        while (index <= StaticTable.LENGTH) {
            String name = StaticTable.at(index).name();
            int end = index + 1;
            while (end <= StaticTable.LENGTH && StaticTable.at(end).name().equals(name)) {
                end++;
            }
            put(new Known(name, index, end - index, Indexing.AT_ONCE));
            index = end;
        }
        for (String name : REPEATED) {
            treat(name, Indexing.WHEN_REPEATED);
        }
        for (String name : SECRET) {
            treat(name, Indexing.NEVER);
        }
        treat("cookie", Indexing.NEVER_IF_SHORT);
    }

    private NameTable() {}

    private static void treat(String name, Indexing indexing) {
        Known known = of(name);
        put(new Known(name, known.first, known.count, indexing));
    }

    private static void put(Known known) {
        int slot = slot(known.name);
        while (TABLE[slot] != null && !TABLE[slot].name.equals(known.name)) {
            slot = slot + 1 & TABLE.length - 1;
        }
        TABLE[slot] = known;
    }

    private static int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 13) & TABLE.length - 1;
    }

    /** Returns what is known of a name; {@link #UNKNOWN} where that is nothing. */
    static Known of(String name) {
        int slot = slot(name);
        Known known = TABLE[slot];
        while (known != null) {
            if (known.name.equals(name)) {
                return known;
            }
            slot = slot + 1 & TABLE.length - 1;
            known = TABLE[slot];
        }
        return UNKNOWN;
    }
}
