package dev.weir.http.api.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a list field of content negotiation, such as {@code Accept} (RFC 9110 section 12.4.2). What is malformed in it
 * is left out. Immutable.
 */
public final class AcceptWeights {
    /** The weight of what is named without one. */
    public static final int FULL = 1000;
    /** What is not named. */
    public static final int NOT_NAMED = -1;
    /** More are there to cost time. */
    private static final int MAX_ITEMS = 100;

    /**
     * A member of the list.
     *
     * @param name what it names, without parameters
     * @param weight from 0 to 1000
     * @param plain whether it has no parameter but its weight
     * @param range the member without its weight
     */
    public record Item(String name, int weight, boolean plain, String range) {}

    private final List<Item> items;

    private AcceptWeights(List<Item> items) {
        this.items = items;
    }

    /**
     * Reads the values of a field.
     *
     * @param values the field's lines
     * @return the weights
     */
    public static AcceptWeights of(List<String> values) {
        List<Item> items = new ArrayList<>();
        for (String value : values) {
            for (int start = 0; start < value.length() && items.size() < MAX_ITEMS; ) {
                int end = end(value, start, value.length(), ',');
                add(items, value, start, end);
                start = end + 1;
            }
        }
        return new AcceptWeights(List.copyOf(items));
    }

    /** Returns where a part ends: at the separator outside of quotes, or at the limit. */
    private static int end(String text, int start, int limit, char separator) {
        boolean quoted = false;
        for (int i = start; i < limit; i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                return i;
            }
        }
        return limit;
    }

    private static void add(List<Item> items, String value, int start, int end) {
        int at = end(value, start, end, ';');
        String name = FieldSyntax.trimmed(value.substring(start, at));
        int weight = FULL;
        boolean plain = true;
        int rangeEnd = end;
        while (at < end) {
            int next = end(value, at + 1, end, ';');
            String parameter = FieldSyntax.trimmed(value.substring(at + 1, next));
            if (parameter.length() > 1 && Ascii.lower(parameter.charAt(0)) == 'q' && parameter.charAt(1) == '=') {
                weight = thousandths(parameter.substring(2));
                rangeEnd = at;
                break; // RFC 9110 section 12.5.1: what follows the weight is no parameter of the type
            }
            plain &= parameter.isEmpty();
            at = next;
        }
        if (!name.isEmpty() && weight >= 0) {
            items.add(new Item(name, weight, plain, FieldSyntax.trimmed(value.substring(start, rangeEnd))));
        }
    }

    /**
     * Reads a weight: a digit 0 or 1, and up to three more after a point (RFC 9110 section 12.4.2).
     *
     * @param text what follows {@code q=}
     * @return from 0 to 1000; {@link #NOT_NAMED} where it is malformed
     */
    public static int thousandths(String text) {
        boolean point = text.length() > 1;
        if (text.isEmpty() || text.length() > 5 || point && text.charAt(1) != '.') {
            return NOT_NAMED;
        }
        int value = 0;
        for (int i = 0; i < 5; i++) {
            if (i != 1) {
                char c = i < text.length() ? text.charAt(i) : '0';
                if (!Ascii.isDigit(c)) {
                    return NOT_NAMED;
                }
                value = value * 10 + c - '0';
            }
        }
        return value <= FULL ? value : NOT_NAMED;
    }

    /**
     * Returns what the list holds.
     *
     * @return the members in their order, not to be changed; empty where there is no well-formed one
     */
    public List<Item> items() {
        return items;
    }

    /**
     * Returns the weight of what is named in so many words; a wildcard names nothing. Of several the first without parameters
     * counts, else the first.
     *
     * @param name in lower case
     * @return from 0, which refuses it, to 1000; {@link #NOT_NAMED} where it is not named
     */
    public int named(String name) {
        int weight = NOT_NAMED;
        for (Item item : items) {
            if (Ascii.equalsIgnoreCase(item.name(), name)) {
                if (item.plain()) {
                    return item.weight();
                }
                weight = weight == NOT_NAMED ? item.weight() : weight;
            }
        }
        return weight;
    }
}
