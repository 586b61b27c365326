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

    private record Item(String name, int weight) {}

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
                int comma = value.indexOf(',', start);
                int end = comma < 0 ? value.length() : comma;
                add(items, value, start, end);
                start = end + 1;
            }
        }
        return new AcceptWeights(List.copyOf(items));
    }

    private static void add(List<Item> items, String value, int start, int end) {
        int semicolon = value.indexOf(';', start);
        int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
        String name = value.substring(start, nameEnd).strip();
        int weight = nameEnd == end ? FULL : weight(value.substring(nameEnd + 1, end));
        if (!name.isEmpty() && weight >= 0) {
            items.add(new Item(name, weight));
        }
    }

    /** Returns the weight among parameters in thousandths; {@link #NOT_NAMED} where it is malformed. */
    private static int weight(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String trimmed = parameter.strip();
            if (trimmed.length() > 1 && (trimmed.charAt(0) | 0x20) == 'q' && trimmed.charAt(1) == '=') {
                return thousandths(trimmed.substring(2));
            }
        }
        return FULL;
    }

    /** RFC 9110 section 12.4.2: a digit 0 or 1, and up to three more after a point. */
    private static int thousandths(String text) {
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
     * Returns the weight of what is named in so many words; a wildcard names nothing.
     *
     * @param name in lower case
     * @return from 0, which refuses it, to 1000; {@link #NOT_NAMED} where it is not named
     */
    public int named(String name) {
        for (Item item : items) {
            if (Ascii.equalsIgnoreCase(item.name(), name)) {
                return item.weight();
            }
        }
        return NOT_NAMED;
    }
}
