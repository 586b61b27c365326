package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import java.time.Instant;

/** What a {@code Set-Cookie} field may say, and how it says it (RFC 6265bis sections 4.1.1 and 5.7). */
final class SetCookie {
    /** Clients drop a cookie whose name and value together are longer (RFC 6265bis section 5.7). */
    private static final int MAX_NAME_AND_VALUE = 4096;

    /** Clients ignore an attribute whose value is longer (RFC 6265bis section 5.6). */
    private static final int MAX_ATTRIBUTE = 1024;

    /** The earliest year that a client has to understand (RFC 6265bis section 5.1.1). */
    private static final Instant EARLIEST = Instant.parse("1601-01-01T00:00:00Z");

    private SetCookie() {}

    static String format(Cookie cookie) {
        check(cookie);
        StringBuilder text = new StringBuilder(cookie.name()).append('=').append(cookie.value());
        cookie.path().ifPresent(path -> text.append("; Path=").append(path));
        cookie.domain().ifPresent(domain -> text.append("; Domain=").append(domain));
        // A negative age is written as zero: RFC 6265 gave the minus sign no place in its grammar.
        cookie.maxAge().ifPresent(age -> text.append("; Max-Age=").append(Math.max(0, age.toSeconds())));
        cookie.expires().ifPresent(end -> text.append("; Expires=").append(HttpDate.format(end)));
        if (cookie.secure()) {
            text.append("; Secure");
        }
        if (cookie.httpOnly()) {
            text.append("; HttpOnly");
        }
        cookie.sameSite().ifPresent(sameSite -> text.append("; SameSite=").append(sameSite));
        if (cookie.partitioned()) {
            text.append("; Partitioned");
        }
        return text.toString();
    }

    private static void check(Cookie cookie) {
        String name = cookie.name();
        require(FieldSyntax.isToken(name), cookie, "its name is no token");
        require(isValue(cookie.value()), cookie, "its value holds a character that no cookie may");
        require(
                name.length() + cookie.value().length() <= MAX_NAME_AND_VALUE,
                cookie,
                "name and value are longer than " + MAX_NAME_AND_VALUE + " bytes");
        require(cookie.path().map(SetCookie::isPath).orElse(true), cookie, "its path is malformed");
        require(cookie.domain().map(SetCookie::isDomain).orElse(true), cookie, "its domain is malformed");
        require(cookie.expires().map(end -> !end.isBefore(EARLIEST)).orElse(true), cookie, "it ends before 1601");
        boolean none = cookie.sameSite().filter(Cookie.SameSite.NONE::equals).isPresent();
        require(cookie.secure() || !none, cookie, "SameSite=None needs Secure");
        require(cookie.secure() || !cookie.partitioned(), cookie, "Partitioned needs Secure");
        // Section 5.7: clients compare the prefixes in any case
        boolean forHost = hasPrefix(name, "__host-");
        require(cookie.secure() || !forHost && !hasPrefix(name, "__secure-"), cookie, "its prefix needs Secure");
        require(
                !forHost
                        || cookie.domain().isEmpty()
                                && cookie.path().filter("/"::equals).isPresent(),
                cookie,
                "its prefix needs Path=/ and no Domain");
    }

    private static void require(boolean rule, Cookie cookie, String reason) {
        if (!rule) {
            throw new IllegalArgumentException(
                    "the cookie " + FieldSyntax.quote(cookie.name()) + " cannot be set: " + reason);
        }
    }

    /** {@code *cookie-octet}, maybe in quotes. */
    private static boolean isValue(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        int end = value.length() - (quoted ? 1 : 0);
        for (int i = quoted ? 1 : 0; i < end; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c >= 0x7f || c == ';') {
                return false;
            }
        }
        // White space at its end would be taken off.
        return path.startsWith("/") && !path.endsWith(" ") && path.length() <= MAX_ATTRIBUTE;
    }

    /** Labels of letters, digits and hyphens (RFC 1123 section 2.1); a dot before them means nothing. */
    private static boolean isDomain(String domain) {
        int label = domain.startsWith(".") ? 1 : 0;
        for (int i = label; i <= domain.length(); i++) {
            if (i < domain.length() && domain.charAt(i) != '.') {
                char c = domain.charAt(i);
                if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && c != '-') {
                    return false;
                }
            } else if (i == label || i - label > 63 || domain.charAt(label) == '-' || domain.charAt(i - 1) == '-') {
                return false;
            } else {
                label = i + 1;
            }
        }
        return domain.length() <= 253;
    }

    private static boolean hasPrefix(String name, String lower) {
        return name.length() >= lower.length() && FieldSyntax.equal(name.substring(0, lower.length()), lower);
    }
}
