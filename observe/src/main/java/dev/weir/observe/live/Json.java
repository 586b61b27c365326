package dev.weir.observe.live;

/**
 * Writes JSON in visible ASCII: nothing that a client has sent leaves its string, or the line.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(4096);
    /** Whether something stands before the next value, so that a comma is wanted. */
    private boolean comma;

    /** Makes a writer that has written nothing. */
    public Json() {}

    Json open(char bracket) {
        separate();
        out.append(bracket);
        comma = false;
        return this;
    }

    Json close(char bracket) {
        out.append(bracket);
        comma = true;
        return this;
    }

    Json name(String name) {
        separate();
        quote(name);
        out.append(':');
        comma = false;
        return this;
    }

    Json text(String value) {
        separate();
        quote(value);
        return this;
    }

    Json number(long value) {
        separate();
        out.append(value);
        return this;
    }

    Json put(String name, String value) {
        return name(name).text(value);
    }

    Json put(String name, long value) {
        return name(name).number(value);
    }

    Json put(String name, boolean value) {
        name(name);
        out.append(value);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
        comma = true;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xf));
                }
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
