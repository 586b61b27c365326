package dev.weir.middleware;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.testkit.MemoryRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz cross-origin}. The input is five lines: method,
 * scheme, authority, {@code Origin} and {@code Sec-Fetch-Site}; an empty field is none. The request passes exactly
 * where a plain model lets it. {@link FuzzTest} runs it over its corpus.
 */
public final class CrossOriginFuzz {
    private static final CrossOriginProtection PROTECTION = CrossOriginProtection.builder()
            .trust("https://trusted.example", "http://[2001:db8::1]:8080")
            .build();
    private static final Set<String> TRUSTED = Set.of("https://trusted.example:443", "http://[2001:db8::1]:8080");
    private static final Pattern ORIGIN =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]+))?");

    private CrossOriginFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String[] lines = (text + "\n\n\n\n").split("\n", -1);
        Headers fields = new Headers();
        Request request;
        try {
            add(fields, "Origin", lines[3]);
            add(fields, "Sec-Fetch-Site", lines[4]);
            request = MemoryRequest.builder()
                    .method(lines[0])
                    .scheme(lines[1])
                    .authority(lines[2])
                    .headers(fields)
                    .build();
        } catch (IllegalArgumentException e) {
            // No engine lets such a request through.
            return;
        }
        String origin = fields.get("Origin") == null ? "" : fields.get("Origin");
        String site = fields.get("Sec-Fetch-Site") == null ? "" : fields.get("Sec-Fetch-Site");
        boolean expected = Set.of("GET", "HEAD", "OPTIONS").contains(lines[0])
                || isSame(origin, site, request)
                || TRUSTED.contains(normal(origin));
        if (PROTECTION.allows(request) != expected) {
            throw new AssertionError((expected ? "is refused: " : "passes: ") + text);
        }
    }

    private static void add(Headers fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.add(name, value);
        }
    }

    private static boolean isSame(String origin, String site, Request r) {
        if (!site.isEmpty()) {
            return site.equals("same-origin") || site.equals("none");
        }
        if (origin.isEmpty()) {
            return true;
        }
        String from = normal(origin);
        boolean https = from.startsWith("https://");
        return (https || from.startsWith("http://") && !r.scheme().equals("https"))
                && from.equals(normal((https ? "https://" : "http://") + r.authority()));
    }

    /** In lower case and with its port; where it is none, text that is no origin. */
    private static String normal(String origin) {
        Matcher m = ORIGIN.matcher(origin);
        if (!m.matches()) {
            return "none of " + origin;
        }
        String scheme = m.group(1).toLowerCase(Locale.ROOT);
        String port = m.group(3) == null
                ? scheme.equals("http") ? "80" : scheme.equals("https") ? "443" : "none"
                : m.group(3).replaceFirst("^0+(?=.)", "");
        boolean valid = port.length() < 5 || port.length() == 5 && port.compareTo("65535") <= 0;
        return valid ? scheme + "://" + m.group(2).toLowerCase(Locale.ROOT) + ":" + port : "none of " + origin;
    }
}
