package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What proxies have added to a request, read from the right: from the proxy that is nearest. Each step looks at its own part of the
 * fields alone, so that what a client has put at the left neither changes how the right is read nor costs more than its length.
 */
public final class ForwardedFields {
    private static final String STANDARD = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";
    private static final String[] ALL = {STANDARD, FOR, PROTO, HOST, PORT};

    /**
     * What one proxy says. A value that is null was not given.
     *
     * @param node who came to the proxy
     * @param proto the scheme
     * @param host the authority
     * @param port the port
     */
    public record Hop(
            @Nullable String node,
            @Nullable String proto,
            @Nullable String host,
            @Nullable String port) {}

    private final @Nullable Reversed standard;
    private final Reversed nodes;
    private final Reversed protos;
    private final Reversed hosts;
    private final Reversed ports;

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

    /**
     * Returns what the next proxy says, from the right.
     *
     * @return the hop; without a value where that is malformed or there is no more
     */
    public Hop previous() {
        if (standard == null) {
            return new Hop(nodes.previous(), protos.previous(), hosts.previous(), ports.previous());
        }
        String element = standard.previous();
        return element == null ? new Hop(null, null, null, null) : parse(element);
    }

    /** An element of {@code Forwarded} (RFC 7239 section 4); nothing of one that is malformed. */
    private static Hop parse(String element) {
        String[] found = new String[3];
        int at = 0;
        while (at < element.length()) {
            int equals = element.indexOf('=', at);
            if (equals < 0) {
                return new Hop(null, null, null, null);
            }
            String name = element.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            int end = value(element, equals + 1, value);
            int slot = switch (name) {
                case "for" -> 0;
                case "proto" -> 1;
                case "host" -> 2;
                default -> -1;
            };
            if (end < 0 || value.isEmpty() || slot >= 0 && found[slot] != null) {
                return new Hop(null, null, null, null);
            }
            if (slot >= 0) {
                found[slot] = value.toString();
            }
            at = end;
        }
        return new Hop(found[0], found[1], found[2], null);
    }

    /** Reads a token or quoted string and the semicolon behind it; an address may stand without quotes, as many proxies send it. */
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

        /** The next element without white space around it, perhaps empty; null when there is none left. */
        @Nullable
        String previous() {
            if (index < 0) {
                return null;
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
