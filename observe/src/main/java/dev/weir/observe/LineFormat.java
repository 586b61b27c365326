package dev.weir.observe;

import dev.weir.observe.internal.Names;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of entries.
 *
 * <p><b>Threads.</b> For the writer's thread.
 */
final class LineFormat {
    private static final DateTimeFormatter COMMON_TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss' +0000]'", Locale.ROOT);
    private static final DateTimeFormatter JSON_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final long MILLIS_A_SECOND = 1000;
    private static final String MASKED = "***";

    /** The field of the program's own that is the user of the common format. */
    static final String USER = "user.name";

    private final AccessLog.Format format;
    private final Set<LogField> fields;
    private final String[] extraNames;
    private final int user;
    private final AddressMask mask;
    private final boolean hideQuery;

    /** The second that {@link #secondText} is of. */
    private long second = Long.MIN_VALUE;

    private String secondText = "";
    /** The address that {@link #clientText} is of: one connection often has many requests. */
    private @Nullable SocketAddress client;

    private String clientText = "";
    /** Whether a member of the object has been written. */
    private boolean begun;

    LineFormat(
            AccessLog.Format format, Set<LogField> fields, String[] extraNames, AddressMask mask, boolean hideQuery) {
        this.format = format;
        this.fields = fields;
        this.extraNames = extraNames;
        this.mask = mask;
        this.hideQuery = hideQuery;
        int found = -1;
        for (int i = 0; i < extraNames.length; i++) {
            found = extraNames[i].equals(USER) ? i : found;
        }
        this.user = found;
    }

    /** Adds a line, with its end. */
    void line(LogEntry e, LineBuffer out) {
        if (format == AccessLog.Format.JSON) {
            json(e, out);
        } else {
            common(e, out);
        }
        out.put('\n');
    }

    // ---- common and combined

    private void common(LogEntry e, LineBuffer out) {
        word(e.client() == null ? null : text(e.client()), out);
        out.put(" - ");
        word(user < 0 ? null : e.extras()[user], out);
        out.put(' ').put(time(e, COMMON_TIME)).put(" \"");
        if (e.method().isEmpty()) {
            out.put('-');
        } else {
            out.escaped(e.method()).put(' ').escaped(target(e)).put(' ').put(e.protocol());
            // As other servers have it, so that what reads their logs reads this.
            if (e.protocol().equals("HTTP/2")) {
                out.put(".0");
            }
        }
        out.put("\" ");
        if (e.status() == 0) {
            out.put("000");
        } else {
            out.put(e.status());
        }
        out.put(' ');
        if (e.bytes() == 0) {
            out.put('-');
        } else {
            out.put(e.bytes());
        }
        if (format == AccessLog.Format.COMBINED) {
            quoted(e.referer(), out);
            quoted(e.userAgent(), out);
        }
    }

    /** Adds what may hold no space, as what comes behind it is found by the next one. */
    private static void word(@Nullable String value, LineBuffer out) {
        if (value == null || value.isEmpty()) {
            out.put('-');
        } else {
            out.escaped(value.replace(" ", "%20"));
        }
    }

    private void quoted(String value, LineBuffer out) {
        out.put(" \"");
        if (value.isEmpty()) {
            out.put('-');
        } else {
            out.escaped(value);
        }
        out.put('"');
    }

    /** Returns the target, whose query may not be for the log. */
    private String target(LogEntry e) {
        int query = e.target().indexOf('?');
        if (query < 0 || fields.contains(LogField.QUERY) && !hideQuery) {
            return e.target();
        }
        return fields.contains(LogField.QUERY) ? masked(e.target()) : e.target().substring(0, query);
    }

    /** Hides what follows a question mark. */
    private static String masked(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query + 1) + MASKED;
    }

    // ---- JSON

    private void json(LogEntry e, LineBuffer out) {
        begun = false;
        out.put('{');
        for (LogField field : fields) {
            member(field, e, out);
        }
        for (int i = 0; i < extraNames.length; i++) {
            String value = e.extras()[i];
            if (value != null) {
                text(extraNames[i], value, out);
            }
        }
        out.put('}');
    }

    private void member(LogField field, LogEntry e, LineBuffer out) {
        switch (field) {
            case TIME -> {
                name(field.json, out).put('"').put(time(e, JSON_SECOND)).put('.');
                long millis = Math.floorMod(e.epochMillis(), MILLIS_A_SECOND);
                out.put(millis / 100).put(millis / 10 % 10).put(millis % 10).put("Z\"");
            }
            case CLIENT -> text(field.json, e.client() == null ? "" : text(e.client()), out);
            case METHOD -> text(field.json, e.method(), out);
            case SCHEME -> text(field.json, e.scheme(), out);
            case HOST -> host(e.authority(), out);
            case PATH -> text(field.json, e.path(), out);
            case QUERY -> {
                int query = e.target().indexOf('?');
                String value = query < 0 ? "" : e.target().substring(query + 1);
                text(field.json, value.isEmpty() || !hideQuery ? value : MASKED, out);
            }
            case PROTOCOL -> text(field.json, Names.version(e.protocol()), out);
            case ROUTE -> text(field.json, Names.route(e.route()), out);
            case STATUS -> {
                if (e.status() != 0) {
                    name(field.json, out).put(e.status());
                }
            }
            case BYTES -> name(field.json, out).put(e.bytes());
            case DURATION -> name(field.json, out).seconds(e.nanos());
            case FIRST_BYTE -> {
                if (e.headNanos() > 0) {
                    name(field.json, out).seconds(e.headNanos());
                }
            }
            case USER_AGENT -> text(field.json, e.userAgent(), out);
            case REFERER -> {
                if (!e.referer().isEmpty()) {
                    name(field.json, out).put("[\"").json(e.referer()).put("\"]");
                }
            }
            case TLS -> text(field.json, Names.tlsVersion(e.tls()), out);
            case STREAM -> {
                if (e.stream() != 0) {
                    name(field.json, out).put(e.stream());
                }
            }
            case OUTCOME -> text(field.json, e.outcome().name().toLowerCase(Locale.ROOT), out);
            case ERROR -> text(field.json, e.error().text(e.status()), out);
            case EXCEPTION -> text(field.json, e.exception(), out);
            case REFUSAL -> text(field.json, e.message(), out);
        }
    }

    /** Adds host and port, which a client has chosen. */
    private void host(String authority, LineBuffer out) {
        int port = Names.port(authority);
        text(LogField.HOST.json, port < 0 ? authority : authority.substring(0, authority.lastIndexOf(':')), out);
        if (port >= 0) {
            name("server.port", out).put(port);
        }
    }

    private void text(String name, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            name(name, out).put('"').json(value).put('"');
        }
    }

    private LineBuffer name(String name, LineBuffer out) {
        if (begun) {
            out.put(',');
        }
        begun = true;
        return out.put('"').json(name).put("\":");
    }

    // ---- for both

    private String text(SocketAddress address) {
        if (address != client) {
            clientText = mask.text(address);
            client = address;
        }
        return clientText;
    }

    private String time(LogEntry e, DateTimeFormatter of) {
        long now = Math.floorDiv(e.epochMillis(), MILLIS_A_SECOND);
        if (now != second) {
            secondText = of.format(LocalDateTime.ofInstant(Instant.ofEpochSecond(now), ZoneOffset.UTC));
            second = now;
        }
        return secondText;
    }

    /** Returns a referer as the log may have it. */
    String referer(String value) {
        return hideQuery ? masked(value) : value;
    }

    boolean has(LogField field) {
        return fields.contains(field);
    }
}
