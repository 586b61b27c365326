package dev.weir.bench;

/** What the toolbox workloads send and expect: made here by hand, so that no server is measured by its own word. */
final class Documents {
    /** The text's length in bytes. */
    static final int TEXT_BYTES = 16 << 10;

    /** What a server says of {@link #order} when it has read all of it: the customer, the number of items, the sum. */
    static final String ORDER_READ = "Maria Fernanda Oliveira, 14 items, 221351";

    private static final int ITEMS = 14;

    private static final String[] WORDS = ("""
        a about after all and any are as at be before between but by can client come connection content could day
        each even every field file first for from frame get give go good had has have header her him his how if in
        into is it its just know length like limit long look make many may more most much must new no not now of on
        one only or other our out over own part people place protocol read request response right said same say
        send server she should so some state stream such take than that the their them then there these they thing
        think this time to two under up use very was way we well were what when which while who will with work
        would write year you your\
        """).split("\\s+");

    private Documents() {}

    /** Prose, more or less: words in an order without much sense, each time the same, which shrink to a third. */
    static String text() {
        StringBuilder text = new StringBuilder(TEXT_BYTES + 16);
        int seed = 1;
        int sentence = 0;
        while (text.length() < TEXT_BYTES) {
            seed = seed * 1_103_515_245 + 12_345;
            // Those at the start of the list more often than the others.
            int random = seed >>> 8 & 0xffff;
            String word = WORDS[(random * random >>> 16) * WORDS.length >>> 16];
            text.append(sentence++ == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
            boolean end = sentence > 6 && (seed >>> 24 & 7) == 0;
            text.append(end ? (seed >>> 28 & 3) == 0 ? ".\n" : ". " : " ");
            sentence = end ? 0 : sentence;
        }
        return text.substring(0, TEXT_BYTES);
    }

    /** An order of fourteen items as JSON, 1 KiB: names in the order of the alphabet, as all writers have them. */
    static String order() {
        StringBuilder json = new StringBuilder();
        json.append("{\"customer\":\"Maria Fernanda Oliveira\",\"id\":9007199254740,\"items\":[");
        for (int i = 0; i < ITEMS; i++) {
            json.append(i == 0 ? "" : ",").append("{\"cents\":").append(1599 + 1001 * i);
            json.append(",\"count\":").append(1 + i % 3);
            json.append(",\"name\":\"Notebook, ruled, number ").append(10 + i).append("\"}");
        }
        return json.append("],\"note\":\"Leave it with the neighbour, please, and ring twice at the"
                        + " door\",\"paid\":true,\"weight\":2.5}")
                .toString();
    }
}
