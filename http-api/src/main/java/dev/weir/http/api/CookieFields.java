package dev.weir.http.api;

import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Cookie} fields of a request (RFC 6265 section 5.4), as leniently as clients are. */
final class CookieFields {
    /** A request with more is an attack on memory, not a client that any site has given so many. */
    private static final int MAX_COOKIES = 3000;

    private CookieFields() {}

    static List<Cookie> all(Headers headers) {
        List<Cookie> cookies = new ArrayList<>();
        read(headers, null, cookies);
        return List.copyOf(cookies);
    }

    static Optional<Cookie> first(Headers headers, String name) {
        List<Cookie> cookies = new ArrayList<>(1);
        read(headers, name, cookies);
        return cookies.isEmpty() ? Optional.empty() : Optional.of(cookies.getFirst());
    }

    /**
     * Reads all cookies, or the first of a name. A name is what stands before the equals sign, as clients store and
     * send names that are no tokens, such as {@code a[b]} (RFC 6265 section 5.2). What is no pair, or has an empty name, is
     * left out.
     *
     * @param wanted the name, or null for all
     */
    private static void read(Headers headers, @Nullable String wanted, List<Cookie> cookies) {
        int pairs = 0;
        for (int i = headers.indexOf("Cookie", 0); i >= 0; i = headers.indexOf("Cookie", i + 1)) {
            String value = headers.value(i);
            int end;
            for (int start = 0; start < value.length(); start = end + 1) {
                end = value.indexOf(';', start);
                if (end < 0) {
                    end = value.length();
                }
                if (++pairs > MAX_COOKIES) {
                    throw new HttpError(
                            Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "more than " + MAX_COOKIES + " cookies");
                }
                Cookie cookie = pair(value, start, end, wanted);
                if (cookie != null) {
                    cookies.add(cookie);
                    if (wanted != null) {
                        return;
                    }
                }
            }
        }
    }

    /** Null where the text is no cookie, or not the one that is wanted. */
    private static @Nullable Cookie pair(String s, int from, int to, @Nullable String wanted) {
        int equals = s.indexOf('=', from, to);
        if (equals < 0) {
            return null;
        }
        String name = FieldSyntax.trimmed(s.substring(from, equals));
        if (name.isEmpty() || wanted != null && !name.equals(wanted)) {
            return null;
        }
        return Cookie.of(name, FieldSyntax.trimmed(s.substring(equals + 1, to)));
    }
}
