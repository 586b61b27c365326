package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What proxies have added to a request, read from the right: from the proxy that is nearest. Each step looks at its
 * own part of the fields alone, so that what a client has put at the left neither changes how the right is read nor
 * costs more than its length.
 */
public final class ForwardedFields {
    private static final String STANDARD = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";
    private static final String[] ALL = {STANDARD, FOR, PROTO, HOST, PORT};

    private final @Nullable Reversed standard;
    private final Reversed nodes;
    private final Reversed protos;
    private final Reversed hosts;
    private final Reversed ports;
    /** What the proxy that was asked last says, in this order: node, proto, host, port. Empty where it says nothing. */
    private final String[] said = {"", "", "", ""};

    /**
     * Begins at the right.
     *
     * @param fields of the request
     * @param standard whether to read {@code Forwarded}, else {@code X-Forwarded-*}
     */
    public ForwardedFields(Headers fields, boolean standard) {
        this.standard = standard ? new Reversed(fields.all(STANDARD), true) : null;
        nodes = new Reversed(fields.all(FOR), false);
        protos = new Reversed(fields.all(PROTO), false);
        hosts = new Reversed(fields.all(HOST), false);
        ports = new Reversed(fields.all(PORT), false);
    }

    /**
     * Returns a request's fields without any of these.
     *
     * @param fields the fields
     * @return the same where there are none
     */
    public static Headers strip(Headers fields) {
        Headers stripped = fields;
        for (String name : ALL) {
            if (stripped.contains(name)) {
                stripped = stripped == fields ? fields.copy() : stripped;
                stripped.remove(name);
            }
        }
        return stripped;
    }

    /** Goes on to the next proxy, from the right. What it has not said, or what is malformed, is empty. */
    public void previous() {
        Arrays.fill(said, "");
        if (standard != null) {
            if (!parse(standard.previous())) {
                Arrays.fill(said, "");
            }
            return;
        }
        said[0] = nodes.previous();
        said[1] = protos.previous();
        said[2] = hosts.previous();
        said[3] = ports.previous();
    }

    /** {@return who came to the proxy} */
    public String node() {
        return said[0];
    }

    /** {@return the scheme} */
    public String proto() {
        return said[1];
    }

    /** {@return the authority} */
    public String host() {
        return said[2];
    }

    /** {@return the port} */
    public String port() {
        return said[3];
    }

    /** Reads an element of {@code Forwarded} (RFC 7239 section 4); false where it is malformed. */
    private boolean parse(String element) {
        for (int at = 0; at < element.length(); ) {
            int equals = element.indexOf('=', at);
            if (equals < 0) {
                return false;
            }
            int slot = switch (element.substring(at, equals).strip().toLowerCase(Locale.ROOT)) {
                case "for" -> 0;
                case "proto" -> 1;
                case "host" -> 2;
                default -> -1;
            };
            StringBuilder value = new StringBuilder();
            at = value(element, equals + 1, value);
            if (at < 0 || value.isEmpty() || slot >= 0 && !said[slot].isEmpty()) {
                return false;
            }
            if (slot >= 0) {
                said[slot] = value.toString();
            }
        }
        return true;
    }

    /**
     * Reads a token or quoted string and the semicolon behind it; an address may stand without quotes, as many
     * proxies send it.
     */
    private static int value(String element, int from, StringBuilder value) {
        int length = element.length();
        int at = from;
        if (at < length && element.charAt(at) == '"') {
            for (at++; at < length && element.charAt(at) != '"'; at++) {
                if (element.charAt(at) == '\\') {
                    at++;
                }
                if (at < length) {
                    value.append(element.charAt(at));
                }
            }
            if (at >= length) {
                return -1;
            }
            at++;
        } else {
            while (at < length && element.charAt(at) > ' ' && "\";=,".indexOf(element.charAt(at)) < 0) {
                value.append(element.charAt(at++));
            }
        }
        while (at < length && element.charAt(at) == ' ') {
            at++;
        }
        return at == length ? at : element.charAt(at) == ';' ? at + 1 : -1;
    }

    /** The elements of a list that may be spread over several fields, the last one first. */
    private static final class Reversed {
        private final List<String> values;
        private final boolean quotes;
        /** Which value the next element is in, and where it ends there: -1 before the value was begun. */
        private int index;

        private int end = -1;

        Reversed(List<String> values, boolean quotes) {
            this.values = values;
            this.quotes = quotes;
            index = values.size() - 1;
        }

        /** The next element without white space around it; empty as well when there is none left. */
        String previous() {
            if (index < 0) {
                return "";
            }
            String value = values.get(index);
            int to = end < 0 ? value.length() : end;
            int comma = comma(value, to);
            if (comma < 0) {
                index--;
                end = -1;
            } else {
                end = comma;
            }
            return value.substring(comma + 1, to).strip();
        }

        /** The last comma before an index that stands in no quoted string; -1 where there is none. */
        private int comma(String value, int before) {
            boolean quoted = false;
            for (int i = before - 1; i >= 0; i--) {
                char c = value.charAt(i);
                if (c == '"' && quotes) {
                    int escapes = i;
                    while (quoted && escapes > 0 && value.charAt(escapes - 1) == '\\') {
                        escapes--;
                    }
                    if ((i - escapes) % 2 == 0) {
                        quoted = !quoted;
                    }
                } else if (c == ',' && !quoted) {
                    return i;
                }
            }
            return -1;
        }
    }
}
