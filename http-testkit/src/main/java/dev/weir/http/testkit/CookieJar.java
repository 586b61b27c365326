package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one client for one server (RFC 6265 section 5). They stay until the server takes them back: what is to be
 * gone at some time is not, as a test lasts no hour. Secure ones go over plain connections too, as browsers have it for
 * localhost. Thread-safe.
 */
final class CookieJar {
    private record Kept(String name, String value, String path) {}

    // guarded by this
    private final List<Kept> cookies = new ArrayList<>();

    /** Takes what a response to a request for a path sets. */
    synchronized void take(String path, Headers headers) {
        for (String line : headers.all("Set-Cookie")) {
            take(path, line);
        }
    }

    private void take(String requestPath, String line) {
        String[] parts = line.split(";", -1);
        int equals = parts[0].indexOf('=');
        if (equals < 1) {
            return;
        }
        String name = parts[0].substring(0, equals).strip();
        String value = parts[0].substring(equals + 1).strip();
        String path = defaultPath(requestPath);
        boolean gone = false;
        boolean hasMaxAge = false;
        for (int i = 1; i < parts.length; i++) {
            int at = parts[i].indexOf('=');
            String attribute =
                    (at < 0 ? parts[i] : parts[i].substring(0, at)).strip().toLowerCase(Locale.ROOT);
            String of = at < 0 ? "" : parts[i].substring(at + 1).strip();
            switch (attribute) {
                case "path" -> path = of.startsWith("/") ? of : path;
                case "max-age" -> {
                    hasMaxAge = true;
                    gone = of.startsWith("-") || of.equals("0");
                }
                case "expires" -> gone = hasMaxAge ? gone : isPast(of);
                default -> {}
            }
        }
        String where = path;
        cookies.removeIf(c -> c.name.equals(name) && c.path.equals(where));
        if (!gone) {
            cookies.add(new Kept(name, value, path));
        }
    }

    private static boolean isPast(String date) {
        Instant at = HttpDate.parse(date).orElse(null);
        return at != null && at.isBefore(Instant.now());
    }

    /** RFC 6265 section 5.1.4. */
    private static String defaultPath(String requestPath) {
        int last = requestPath.lastIndexOf('/');
        return last <= 0 ? "/" : requestPath.substring(0, last);
    }

    /** The field's value for a request, or null where there are none for the path. */
    synchronized @Nullable String field(String path) {
        StringBuilder field = new StringBuilder();
        for (Kept cookie : cookies) {
            if (matches(path, cookie.path)) {
                field.append(field.isEmpty() ? "" : "; ")
                        .append(cookie.name)
                        .append('=')
                        .append(cookie.value);
            }
        }
        return field.isEmpty() ? null : field.toString();
    }

    private static boolean matches(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/');
    }

    synchronized Optional<String> find(String name) {
        return cookies.stream()
                .filter(c -> c.name.equals(name))
                .map(Kept::value)
                .findFirst();
    }

    synchronized void set(String name, String value) {
        cookies.removeIf(c -> c.name.equals(name));
        cookies.add(new Kept(name, value, "/"));
    }

    synchronized void clear() {
        cookies.clear();
    }
}
