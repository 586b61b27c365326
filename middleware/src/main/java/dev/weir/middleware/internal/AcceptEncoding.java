package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.AcceptWeights;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.middleware.spi.ContentCoding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which codings a client takes (RFC 9110 section 12.5.3). A field that is malformed says nothing, so that the content
 * stays as it is: that every client can read.
 */
public final class AcceptEncoding {
    private static final String FIELD = "Accept-Encoding";
    private static final int NOT_NAMED = AcceptWeights.NOT_NAMED;

    private final Codings codings;
    /** Of each coding, of identity, and of the wildcard. */
    private final int[] weights;

    private AcceptEncoding(Codings codings) {
        this.codings = codings;
        this.weights = new int[codings.size() + 2];
        Arrays.fill(weights, NOT_NAMED);
    }

    /**
     * Reads the field of a request.
     *
     * @param fields the request's
     * @param codings those that there are
     * @return what it says of them
     */
    public static AcceptEncoding of(Headers fields, Codings codings) {
        AcceptEncoding accept = new AcceptEncoding(codings);
        for (int i = fields.indexOf(FIELD, 0); i >= 0; i = fields.indexOf(FIELD, i + 1)) {
            if (!accept.add(fields.value(i))) {
                return new AcceptEncoding(codings);
            }
        }
        return accept;
    }

    /**
     * Returns whether anything can be refused by the field: a weight is needed for that.
     *
     * @param fields the request's
     * @return false where nothing is
     */
    public static boolean hasWeights(Headers fields) {
        for (int i = fields.indexOf(FIELD, 0); i >= 0; i = fields.indexOf(FIELD, i + 1)) {
            if (fields.value(i).indexOf(';') >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean add(String list) {
        int length = list.length();
        // Looked for again once it is passed, and not for each member: a list without any would be read so many times.
        int semicolon = -1;
        for (int start = 0; start < length; ) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? length : comma;
            if (semicolon < start) {
                int next = list.indexOf(';', start);
                semicolon = next < 0 ? length : next;
            }
            int nameEnd = Math.min(semicolon, end);
            String name = FieldSyntax.trimmed(list.substring(start, nameEnd));
            if (nameEnd < end || !name.isEmpty()) {
                int weight = nameEnd == end ? AcceptWeights.FULL : weight(list.substring(nameEnd + 1, end));
                if (weight < 0 || !FieldSyntax.isToken(name)) {
                    return false;
                }
                int slot = slot(name);
                if (slot >= 0 && weights[slot] == NOT_NAMED) {
                    weights[slot] = weight;
                }
            }
            start = end + 1;
        }
        return true;
    }

    private static int weight(String parameter) {
        String text = FieldSyntax.trimmed(parameter);
        return text.length() > 2 && Ascii.lower(text.charAt(0)) == 'q' && text.charAt(1) == '='
                ? AcceptWeights.thousandths(text.substring(2))
                : NOT_NAMED;
    }

    private int slot(String name) {
        if (name.equals("*")) {
            return codings.size() + 1;
        }
        return Ascii.equalsIgnoreCase(name, EntityTags.IDENTITY) ? codings.size() : codings.indexOf(name);
    }

    /**
     * Returns the coding to be used.
     *
     * @return the one that the client likes best, and of those the best; null for none
     */
    public @Nullable ContentCoding best() {
        int best = -1;
        int most = 0;
        for (int i = 0; i < codings.size(); i++) {
            int weight = weights[i] == NOT_NAMED ? weights[codings.size() + 1] : weights[i];
            if (weight > most) {
                most = weight;
                best = i;
            }
        }
        return best < 0 || most < weights[codings.size()] ? null : codings.get(best);
    }

    /**
     * Returns whether the client refuses content that is not coded.
     *
     * @return true where it says so
     */
    public boolean refusesIdentity() {
        int identity = weights[codings.size()];
        return (identity == NOT_NAMED ? weights[codings.size() + 1] : identity) == 0;
    }
}
