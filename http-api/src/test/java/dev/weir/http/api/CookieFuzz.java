package dev.weir.http.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz cookie}. The input is a line for each
 * {@code Cookie} field. What is read is what plain splitting finds; what {@code Set-Cookie} may carry is what the
 * grammar of RFC 6265bis section 4.1.1 says, no value can add an attribute, and it is read again as it was.
 * {@link FuzzTest} runs it over its corpus.
 */
public final class CookieFuzz {
    private static final Pattern PAIR = Pattern.compile("[ \\t]*+([^=]*[^= \\t])[ \\t]*=(.*)", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*+|\"[!#-+\\--:<-\\[\\]-~]*+\"");
    private static final Pattern PATH = Pattern.compile("/(?:[ -:<-~]*[!-:<-~])?");
    private static final Pattern LABEL = Pattern.compile("[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?");
    private static final Pattern PREFIX = Pattern.compile("(?i)__(?:secure|host)-.*");
    private static final int MAX_NAME_AND_VALUE = 4096;

    private CookieFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Headers headers = new Headers();
        List<Cookie> expected = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            try {
                headers.add("Cookie", line);
            } catch (IllegalArgumentException e) {
                // No engine lets such a field through.
                continue;
            }
            for (String pair : line.split(";", -1)) {
                Matcher m = PAIR.matcher(pair);
                if (m.matches()) {
                    expected.add(Cookie.of(m.group(1), trim(m.group(2))));
                }
            }
        }
        List<Cookie> cookies = CookieFields.all(headers);
        check(cookies.equals(expected), "read " + cookies + ", and not " + expected, text);
        check(
                CookieFields.first(headers, "").isEmpty()
                        && CookieFields.first(headers, " ").isEmpty(),
                "a cookie without a name",
                text);
        for (Cookie cookie : cookies) {
            Optional<Cookie> first =
                    cookies.stream().filter(c -> c.name().equals(cookie.name())).findFirst();
            check(CookieFields.first(headers, cookie.name()).equals(first), "not the first " + cookie.name(), text);
            write(cookie, text);
            writeAttributes(cookie, text);
        }
    }

    private static void check(boolean so, String what, String text) {
        if (!so) {
            throw new AssertionError(what + " of: " + text);
        }
    }

    private static String trim(String s) {
        return s.replaceFirst("\\A[ \\t]+", "").replaceFirst("[ \\t]+\\z", "");
    }

    private static Optional<String> written(Cookie cookie) {
        try {
            return Optional.of(cookie.toSetCookie());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void write(Cookie cookie, String text) {
        boolean fits = TOKEN.matcher(cookie.name()).matches()
                && VALUE.matcher(cookie.value()).matches()
                && !PREFIX.matcher(cookie.name()).matches()
                && cookie.name().length() + cookie.value().length() <= MAX_NAME_AND_VALUE;
        Optional<String> field = written(cookie);
        check(field.isPresent() == fits, "written as " + field, text);
        if (fits) {
            check(field.get().equals(cookie.name() + "=" + cookie.value()), "written as " + field, text);
            Headers back = new Headers();
            back.add("Cookie", field.get());
            check(CookieFields.all(back).equals(List.of(cookie)), "read again as " + CookieFields.all(back), text);
        }
    }

    /** The value in the place of the attributes that are text. */
    private static void writeAttributes(Cookie cookie, String text) {
        Cookie plain = Cookie.of("n", "v");
        String value = cookie.value();
        Optional<String> path = written(plain.withPath(value));
        check(
                path.equals(
                        PATH.matcher(value).matches() && value.length() <= 1024
                                ? Optional.of("n=v; Path=" + value)
                                : Optional.empty()),
                "a path: " + path,
                text);
        Optional<String> domain = written(plain.withDomain(value));
        check(
                domain.equals(isDomain(value) ? Optional.of("n=v; Domain=" + value) : Optional.empty()),
                "a domain: " + domain,
                text);
    }

    private static boolean isDomain(String value) {
        String name = value.startsWith(".") ? value.substring(1) : value;
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return value.length() <= 253;
    }
}
