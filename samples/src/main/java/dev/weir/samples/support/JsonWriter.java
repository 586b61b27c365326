package dev.weir.samples.support;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) from the outside in; where commas go, it knows itself. */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    /** Whether something stands before, so that a comma comes next. */
    private boolean comma;

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /** Returns the name of the member whose value comes next. */
    public JsonWriter name(String name) {
        separate();
        quote(name);
        out.append(':');
        comma = false;
        return this;
    }

    /** Returns a string, or null. */
    public JsonWriter value(@Nullable String value) {
        if (value == null) {
            return nullValue();
        }
        separate();
        quote(value);
        comma = true;
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        out.append(value);
        comma = true;
        return this;
    }

    public JsonWriter nullValue() {
        separate();
        out.append("null");
        comma = true;
        return this;
    }

    private JsonWriter begin(char bracket) {
        separate();
        out.append(bracket);
        comma = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        out.append(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (mustEscape(c)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * RFC 8259 section 7 wants it for the C0 controls. The others cannot be seen, end a line in JavaScript, or are half
     * a pair, which UTF-8 cannot carry.
     */
    private static boolean mustEscape(char c) {
        return c < 0x20 || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c);
    }

    /** Returns what was written so far. */
    @Override
    public String toString() {
        return out.toString();
    }
}
