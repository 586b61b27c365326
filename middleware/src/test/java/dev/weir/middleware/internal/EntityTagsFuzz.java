package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.middleware.CodingFor;
import dev.weir.middleware.spi.ContentCoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz entity-tags}. The input is a handler's {@code
 * ETag}, a line feed, and what a client sends in {@code If-None-Match}. Whatever tag a handler gives, the handler
 * meets it again when the client sends back what went out; and no list of a client's is a failure, or longer for the
 * handler than it was. {@link FuzzTest} runs it over its corpus.
 */
public final class EntityTagsFuzz {
    private static final ContentCoding GZIP = new GzipCoding(5);
    private static final ContentCoding BR = CodingFor.tests("br", 200);
    private static final EntityTags TAGS = new EntityTags(Codings.of(List.of(GZIP, BR)));
    private static final String FIELD = "If-None-Match";
    private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"");

    private EntityTagsFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int line = text.indexOf('\n');
        Headers request = new Headers();
        Headers response = new Headers();
        try {
            response.add("ETag", text.substring(0, Math.max(line, 0)));
            request.add(FIELD, text.substring(line + 1));
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        String list = request.get(FIELD);
        String asked = back(list);
        if (asked.length() > list.length()) {
            throw new AssertionError("longer for the handler: " + asked + " of: " + text);
        }
        String tag = response.get("ETag");
        if (!TAG.matcher(tag).matches()) {
            return;
        }
        String strong = tag.substring(tag.indexOf('"'));
        for (ContentCoding coding : new ContentCoding[] {GZIP, BR, null}) {
            String out = coding == null ? TAGS.plain(tag) : TAGS.coded(tag, coding);
            if (!TAG.matcher(out).matches() || coding != null && !out.startsWith("W/")) {
                throw new AssertionError("goes out: " + out + " of: " + text);
            }
            String back = back(out);
            if (!back.substring(back.indexOf('"')).equals(strong)) {
                throw new AssertionError(tag + " went out as " + out + " and came back as " + back);
            }
            String kept = TAGS.kept(tag, request, coding);
            if (!kept.equals(TAGS.plain(tag)) && !list.contains(kept)) {
                throw new AssertionError("a 304 has a tag that the client has not: " + kept + " of: " + text);
            }
        }
    }

    private static String back(String list) {
        return TAGS.forHandler(new Headers().add(FIELD, list)).get(FIELD);
    }
}
