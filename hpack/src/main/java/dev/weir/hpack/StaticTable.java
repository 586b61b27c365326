package dev.weir.hpack;

/** The static table of RFC 7541 appendix A: entries that both sides know. */
final class StaticTable {
    /** The number of entries; they count from 1. */
    static final int LENGTH = 61;

    /** Name and value, a line for an entry. */
    private static final String ENTRIES = """
        :authority=
        :method=GET
        :method=POST
        :path=/
        :path=/index.html
        :scheme=http
        :scheme=https
        :status=200
        :status=204
        :status=206
        :status=304
        :status=400
        :status=404
        :status=500
        accept-charset=
        accept-encoding=gzip, deflate
        accept-language=
        accept-ranges=
        accept=
        access-control-allow-origin=
        age=
        allow=
        authorization=
        cache-control=
        content-disposition=
        content-encoding=
        content-language=
        content-length=
        content-location=
        content-range=
        content-type=
        cookie=
        date=
        etag=
        expect=
        expires=
        from=
        host=
        if-match=
        if-modified-since=
        if-none-match=
        if-range=
        if-unmodified-since=
        last-modified=
        link=
        location=
        max-forwards=
        proxy-authenticate=
        proxy-authorization=
        range=
        referer=
        refresh=
        retry-after=
        server=
        set-cookie=
        strict-transport-security=
        transfer-encoding=
        user-agent=
        vary=
        via=
        www-authenticate=
        """;

    private static final Entry[] TABLE = new Entry[LENGTH + 1];

    static {
        int index = 1;
        int at = 0;
        while (at < ENTRIES.length()) {
            int equals = ENTRIES.indexOf('=', at);
            int end = ENTRIES.indexOf('\n', at);
            // Interned, so that they are the very constants that other code compares with.
            String name = ENTRIES.substring(at, equals).intern();
            TABLE[index++] = new Entry(name, ENTRIES.substring(equals + 1, end).intern());
            at = end + 1;
        }
    }

    private StaticTable() {}

    /**
     * Returns an entry.
     *
     * @param index from 1 to {@link #LENGTH}
     */
    static Entry at(int index) {
        return TABLE[index];
    }
}
