package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.middleware.spi.ContentCoding;
import org.jspecify.annotations.Nullable;

/**
 * Tags of content that is coded in one answer and not in another. Such are two representations, which one strong tag
 * may not name (RFC 9110 section 8.8.3.3). Handlers do not know of that: clients get other tags than handlers give, and
 * what clients send back is translated.
 *
 * <ul>
 *   <li>A strong tag {@code "x"} goes out as {@code W/"x-gzip"} with coded content: weak, as the same coding done again
 *       need not give the same octets. A weak one stays, as it may name both.
 *   <li>A tag whose end would be taken for a coding goes out with {@code -identity} behind it. So each tag that goes
 *       out leads back to one tag of the handler.
 * </ul>
 *
 * <p><b>Threads.</b> Immutable.
 */
public final class EntityTags {
    /** What is said of content without a coding. */
    static final String IDENTITY = "identity";

    private static final String MATCH = "If-Match";
    private static final String NONE_MATCH = "If-None-Match";
    private static final String RANGE = "If-Range";

    private final String[] suffixes;
    private final String identity = "-" + IDENTITY;

    /**
     * Creates the translation.
     *
     * @param codings those that tags may end with
     */
    public EntityTags(Codings codings) {
        suffixes = new String[codings.size()];
        for (int i = 0; i < suffixes.length; i++) {
            suffixes[i] = suffix(codings.get(i));
        }
    }

    /**
     * Returns the tag that goes out with content that is not coded, or that the handler has coded.
     *
     * @param tag the handler's
     * @return the client's
     */
    public String plain(String tag) {
        TagList parsed = TagList.only(tag);
        if (parsed == null) {
            return tag;
        }
        String opaque = parsed.opaque();
        return suffixOf(opaque) == null && !opaque.endsWith(identity) ? tag : with(tag, identity);
    }

    /**
     * Returns the tag that goes out with coded content.
     *
     * @param tag the handler's
     * @param coding what its content is coded with
     * @return the client's
     */
    public String coded(String tag, ContentCoding coding) {
        return TagList.only(tag) == null || tag.startsWith("W/") ? plain(tag) : "W/" + with(tag, suffix(coding));
    }

    /** One dash, so that no suffix is the end of another. */
    private static String suffix(ContentCoding coding) {
        return "-" + coding.name().replace('-', '_');
    }

    /**
     * Returns the tag that goes out with a 304: that of what the client has kept, as far as it says so.
     *
     * @param tag the handler's
     * @param request the fields of the request as it came
     * @param best the coding that the content would have; null for none
     * @return the client's
     */
    public String kept(String tag, Headers request, @Nullable ContentCoding best) {
        TagList parsed = TagList.only(tag);
        if (parsed == null) {
            return tag;
        }
        String opaque = parsed.opaque();
        String found = null;
        for (int i = request.indexOf(NONE_MATCH, 0); i >= 0; i = request.indexOf(NONE_MATCH, i + 1)) {
            TagList listed = new TagList(request.value(i));
            while (listed.next()) {
                String theirs = listed.opaque();
                String suffix = listed.weak() && theirs.startsWith(opaque) ? suffixOf(theirs) : null;
                if (suffix != null && theirs.length() == opaque.length() + suffix.length()) {
                    if (best == null || suffix.equals(suffix(best))) {
                        return "W/\"" + theirs + '"';
                    }
                    found = theirs;
                }
            }
        }
        return found == null ? plain(tag) : "W/\"" + found + '"';
    }

    /**
     * Translates the conditions of a request for the handler.
     *
     * @param fields the request's
     * @return the same where nothing in them is other for the handler
     */
    public Headers forHandler(Headers fields) {
        if (!fields.contains(NONE_MATCH) && !fields.contains(MATCH) && !fields.contains(RANGE)) {
            // As most: names and values need not become strings.
            return fields;
        }
        Headers changed = null;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            String value = fields.value(i);
            String ours = name.length() < 8 ? value : forHandler(name, value);
            if (changed == null && !ours.equals(value)) {
                changed = new Headers();
                for (int j = 0; j < i; j++) {
                    changed.add(fields.name(j), fields.value(j));
                }
            }
            if (changed != null) {
                changed.add(name, ours);
            }
        }
        return changed == null ? fields : changed;
    }

    private String forHandler(String name, String value) {
        boolean match = name.equalsIgnoreCase(MATCH);
        boolean range = name.equalsIgnoreCase(RANGE);
        if (!match && !range && !name.equalsIgnoreCase(NONE_MATCH)) {
            return value;
        }
        TagList tags = new TagList(value);
        StringBuilder text = new StringBuilder();
        int copied = 0;
        while (tags.next()) {
            String opaque = tags.opaque();
            String suffix = opaque.endsWith(identity) ? identity : null;
            boolean weak = tags.weak();
            // A range of coded content is none of what the handler has: that tag stays one that it does not know.
            if (suffix == null && weak && !range) {
                suffix = suffixOf(opaque);
                // What is coded comes of one content, whose tag was strong: the client has seen that and no other.
                weak = suffix == null || !match;
            }
            if (suffix != null) {
                text.append(value, copied, tags.start()).append(weak ? "W/\"" : "\"");
                text.append(opaque, 0, opaque.length() - suffix.length()).append('"');
                copied = tags.end();
            }
        }
        return copied == 0 ? value : text.append(value, copied, value.length()).toString();
    }

    private @Nullable String suffixOf(String opaque) {
        for (String suffix : suffixes) {
            if (opaque.endsWith(suffix)) {
                return suffix;
            }
        }
        return null;
    }

    /** Adds to what stands in the quotes. */
    private static String with(String tag, String suffix) {
        return tag.substring(0, tag.length() - 1) + suffix + '"';
    }
}
