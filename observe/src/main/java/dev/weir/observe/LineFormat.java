package dev.weir.observe;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.TlsInfo;
import dev.weir.observe.internal.ErrorKind;
import dev.weir.observe.internal.Names;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of ends.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class LineFormat {
    private static final DateTimeFormatter JSON_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final int MILLI_DIGITS = 3;
    private static final int CLIENT_BITS = 8;
    /** How many addresses are remembered. */
    private static final int CLIENTS = 1 << CLIENT_BITS;

    private static final String MASKED = "***";
    /** What is known of a request whose head could be read alone. */
    private static final EnumSet<LogField> OF_REQUEST = EnumSet.of(
            LogField.METHOD,
            LogField.SCHEME,
            LogField.HOST,
            LogField.PATH,
            LogField.QUERY,
            LogField.USER_AGENT,
            LogField.REFERER,
            LogField.TLS);

    private static final RequestEnd.Outcome[] OUTCOMES = RequestEnd.Outcome.values();
    private static final byte[][] OUTCOME_WORDS = new byte[OUTCOMES.length][];

    static {
        for (int i = 0; i < OUTCOMES.length; i++) {
            OUTCOME_WORDS[i] = ascii(Names.word(OUTCOMES[i].name()));
        }
    }

    private static final byte[] PORT = name("server.port");
    private static final byte[] DASH = {'-'};
    private static final byte[] NO_REFERER = ascii(" \"-\"");
    /** As HTTP/2 has them, so that nothing is compared letter by letter there. */
    private static final String USER_AGENT = "user-agent";

    private static final String REFERER = "referer";

    private final boolean json;
    private final boolean combined;
    private final boolean hideQuery;
    private final AddressMask mask;
    private final LogField[] fields;
    /** By their place, whether fields are shown. */
    private final boolean[] shown = new boolean[LogField.values().length];
    /** What is before the values of fields, by their place. */
    private final byte[][] names = new byte[shown.length][];

    private final byte[][] extraNames;
    /** Where the user is among the program's own fields; -1 for none. */
    private final int user;

    private final LineBuffer out = new LineBuffer();
    private final LineTime time;

    /** Addresses of clients by their hash, without ports, and their texts: requests of many connections are mixed. */
    private final @Nullable Object[] clients = new @Nullable Object[CLIENTS];

    private final byte[][] clientTexts = new byte[CLIENTS][];
    private final TextCache texts = new TextCache();
    private final TextCache routes = new TextCache();

    /** The method of the last line, which is most likely that of the next, and what it is there. */
    private String method = "";

    private byte[] methodText = {};
    /** Protocol and status of the last line, and what is between target and bytes there. */
    private String protocol = "";

    private int status;
    private byte[] answer = answer("", 0);

    LineFormat(LineStyle style) {
        json = style.format() == AccessLog.Format.JSON;
        combined = style.format() == AccessLog.Format.COMBINED;
        hideQuery = style.hideQuery();
        mask = style.mask();
        fields = style.fields().toArray(LogField[]::new);
        for (LogField field : fields) {
            shown[field.ordinal()] = true;
            names[field.ordinal()] = name(field.json);
        }
        extraNames = style.extraNames().stream().map(LineFormat::name).toArray(byte[][]::new);
        user = style.user();
        time = new LineTime(json ? JSON_SECOND : commonTime(user));
    }

    /** All that is between the client, or the user where there may be one, and the request line. */
    private static DateTimeFormatter commonTime(int user) {
        return DateTimeFormatter.ofPattern(
                (user < 0 ? "' - - ['" : "' ['") + "dd/MMM/yyyy:HH:mm:ss' +0000] \"'", Locale.ROOT);
    }

    private static byte[] name(String name) {
        return new LineBuffer().put(",\"").json(name).put("\":").from(0);
    }

    private static byte[] ascii(String text) {
        return new LineBuffer().put(text).from(0);
    }

    /**
     * Makes a line, with its end.
     *
     * @param r the request; null where its head could not be read
     * @param extras the values of the program's own fields, in their order
     * @return the line, until the next call
     */
    LineBuffer line(RequestEnd end, @Nullable Request r, @Nullable String[] extras) {
        out.reset(0);
        if (json) {
            json(end, r, extras);
        } else {
            common(end, r, extras);
        }
        return out.put('\n');
    }

    // ---- common and combined

    private void common(RequestEnd end, @Nullable Request r, @Nullable String[] extras) {
        out.put(has(LogField.CLIENT) ? client(end, r) : DASH);
        if (user >= 0) {
            out.put(" - ");
            word(extras[user], out);
        }
        out.put(time.second(end.endNanoTime()));
        if (r == null || r.method().isEmpty()) {
            out.put('-');
            answered("", end.status());
        } else {
            method(r.method());
            target(Names.cut(r.target()));
            answered(end.protocol(), end.status());
        }
        long bytes = end.contentBytes();
        if (bytes == 0) {
            out.put('-');
        } else {
            out.put(bytes);
        }
        if (combined) {
            String referer = referer(r);
            if (referer.isEmpty()) {
                out.put(NO_REFERER);
            } else {
                quoted(referer);
            }
            quoted(userAgent(r));
        }
    }

    private void method(String value) {
        // Engines have one text for each method that is usual.
        if (value != method) {
            methodText = new LineBuffer().escaped(Names.cut(value)).put(' ').from(0);
            method = value;
        }
        out.put(methodText);
    }

    private void answered(String ofProtocol, int ofStatus) {
        if (ofStatus != status || !ofProtocol.equals(protocol)) {
            answer = answer(ofProtocol, ofStatus);
            protocol = ofProtocol;
            status = ofStatus;
        }
        out.put(answer);
    }

    /** Returns what is between target and bytes: protocol and status. */
    private static byte[] answer(String protocol, int status) {
        LineBuffer text = new LineBuffer();
        if (!protocol.isEmpty()) {
            // As other servers have it, so that what reads their logs reads this.
            text.put(' ').put(protocol.equals("HTTP/2") ? "HTTP/2.0" : protocol);
        }
        text.put("\" ");
        if (status == 0) {
            text.put("000");
        } else {
            text.put(status);
        }
        return text.put(' ').from(0);
    }

    /** Adds what may hold no space, as what comes behind it is found by the next one. */
    private static LineBuffer word(@Nullable String value, LineBuffer out) {
        if (value == null || value.isEmpty()) {
            return out.put(DASH);
        }
        return out.escaped(value.indexOf(' ') < 0 ? value : value.replace(" ", "%20"));
    }

    /** Adds a text that other lines may have as well, in quotes. */
    private void quoted(String value) {
        byte[] known = texts.get(value);
        if (known == null) {
            int from = out.length();
            out.put(" \"").escaped(value.isEmpty() ? "-" : value).put('"');
            texts.put(value, out.from(from));
        } else {
            out.put(known);
        }
    }

    /** Adds the target, whose query may not be for the log. */
    private void target(String target) {
        int query = has(LogField.QUERY) && !hideQuery ? -1 : target.indexOf('?');
        if (query < 0) {
            out.escaped(target);
        } else if (has(LogField.QUERY)) {
            out.escaped(target, 0, query + 1).put(MASKED);
        } else {
            out.escaped(target, 0, query);
        }
    }

    // ---- JSON

    private void json(RequestEnd end, @Nullable Request r, @Nullable String[] extras) {
        for (LogField field : fields) {
            if (!OF_REQUEST.contains(field)) {
                ofEnd(field, end, r);
            } else if (r != null) {
                ofRequest(field, r);
            }
        }
        for (int i = 0; i < extraNames.length; i++) {
            String value = extras[i];
            if (value != null && !value.isEmpty()) {
                out.put(extraNames[i]).put('"').json(value).put('"');
            }
        }
        // In the place of the first comma.
        if (out.length() == 0) {
            out.put('{');
        } else {
            out.set(0, '{');
        }
        out.put('}');
    }

    /** Adds what is known of a request alone. */
    private void ofRequest(LogField field, Request r) {
        switch (field) {
            case METHOD -> text(field, Names.cut(r.method()));
            case SCHEME -> text(field, r.scheme());
            case HOST -> host(Names.cut(r.authority()));
            case PATH -> text(field, Names.cut(r.rawPath()));
            case QUERY -> query(Names.cut(r.target()));
            case USER_AGENT -> often(field, userAgent(r), "\"", "\"");
            case REFERER -> often(field, referer(r), "[\"", "\"]");
            case TLS ->
                text(field, Names.tlsVersion(r.tls().map(TlsInfo::protocol).orElse("")));
            default -> throw new AssertionError(field);
        }
    }

    private void ofEnd(LogField field, RequestEnd end, @Nullable Request r) {
        switch (field) {
            case TIME -> {
                long at = end.endNanoTime();
                name(field).put('"').put(time.second(at)).put('.');
                out.digits(time.millis(at), MILLI_DIGITS).put("Z\"");
            }
            case CLIENT -> {
                byte[] client = client(end, r);
                if (client.length > 0) {
                    name(field).put('"').put(client).put('"');
                }
            }
            case PROTOCOL -> {
                String protocol = end.protocol();
                name(field)
                        .put('"')
                        .json(protocol, protocol.indexOf('/') + 1, protocol.length())
                        .put('"');
            }
            case ROUTE -> route(end.pattern());
            case STATUS -> number(field, end.status());
            case BYTES -> name(field).put(end.contentBytes());
            case DURATION -> name(field).seconds(end.duration().toNanos());
            case FIRST_BYTE -> {
                long nanos = end.timeToFirstByte().toNanos();
                if (nanos > 0) {
                    name(field).seconds(nanos);
                }
            }
            case STREAM -> number(field, end.stream());
            case OUTCOME ->
                name(field).put('"').put(OUTCOME_WORDS[end.outcome().ordinal()]).put('"');
            case ERROR -> text(field, ErrorKind.of(end).text(end.status()));
            case EXCEPTION ->
                text(field, end.failure().map(e -> e.getClass().getName()).orElse(""));
            case REFUSAL -> text(field, Names.cut(end.message()));
            default -> throw new AssertionError(field);
        }
    }

    private LineBuffer name(LogField field) {
        return out.put(names[field.ordinal()]);
    }

    private void text(LogField field, String value) {
        if (!value.isEmpty()) {
            name(field).put('"').json(value).put('"');
        }
    }

    private void number(LogField field, int value) {
        if (value != 0) {
            name(field).put(value);
        }
    }

    /** Adds a text that other lines may have as well. */
    private void often(LogField field, String value, String before, String behind) {
        if (value.isEmpty()) {
            return;
        }
        name(field).put(before);
        byte[] known = texts.get(value);
        if (known == null) {
            int from = out.length();
            out.json(value);
            texts.put(value, out.from(from));
        } else {
            out.put(known);
        }
        out.put(behind);
    }

    private void query(String target) {
        int query = target.indexOf('?');
        if (query >= 0 && query < target.length() - 1) {
            name(LogField.QUERY).put('"');
            if (hideQuery) {
                out.put(MASKED);
            } else {
                out.json(target, query + 1, target.length());
            }
            out.put('"');
        }
    }

    /** Adds host and port, which a client has chosen. */
    private void host(String authority) {
        int port = Names.port(authority);
        int length = port < 0 ? authority.length() : authority.lastIndexOf(':');
        if (length > 0) {
            name(LogField.HOST).put('"').json(authority, 0, length).put('"');
        }
        if (port >= 0) {
            out.put(PORT).put(port);
        }
    }

    private void route(String pattern) {
        if (pattern.isEmpty()) {
            return;
        }
        byte[] known = routes.get(pattern);
        if (known == null) {
            int from = out.length();
            text(LogField.ROUTE, Names.route(pattern));
            routes.put(pattern, out.from(from));
        } else {
            out.put(known);
        }
    }

    // ---- for both

    private String userAgent(@Nullable Request r) {
        return has(LogField.USER_AGENT) ? field(r, USER_AGENT) : "";
    }

    private String referer(@Nullable Request r) {
        String value = has(LogField.REFERER) ? field(r, REFERER) : "";
        int query = hideQuery ? value.indexOf('?') : -1;
        return query < 0 ? value : value.substring(0, query + 1) + MASKED;
    }

    private static String field(@Nullable Request r, String name) {
        String value = r == null ? null : r.headers().get(name);
        return value == null ? "" : Names.cut(value);
    }

    /** Returns the client's address. */
    private byte[] client(RequestEnd end, @Nullable Request r) {
        SocketAddress address = r == null ? end.remoteAddress() : r.remoteAddress();
        InetAddress ip = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        Object key = ip == null ? address : ip;
        int hash = key.hashCode();
        int slot = (hash ^ hash >>> CLIENT_BITS) & CLIENTS - 1;
        if (!key.equals(clients[slot])) {
            LineBuffer text = new LineBuffer();
            String client = mask.text(address);
            clientTexts[slot] = (json ? text.json(client) : word(client, text)).from(0);
            clients[slot] = key;
        }
        return clientTexts[slot];
    }

    private boolean has(LogField field) {
        return shown[field.ordinal()];
    }
}
