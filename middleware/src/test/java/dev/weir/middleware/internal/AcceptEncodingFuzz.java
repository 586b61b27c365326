package dev.weir.middleware.internal;

import dev.weir.http.api.Headers;
import dev.weir.middleware.CodingFor;
import dev.weir.middleware.spi.ContentCoding;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz accept-encoding}. The input is one {@code
 * Accept-Encoding} field a line. The coding that is chosen is the one that RFC 9110 section 12.5.3 names, read by a
 * pattern; a field that is malformed names none. {@link FuzzTest} runs it over its corpus.
 */
public final class AcceptEncodingFuzz {
    private static final Codings CODINGS =
            Codings.of(List.of(new GzipCoding(5), CodingFor.tests("br", 200), CodingFor.tests("zstd", 300)));
    private static final String[] BEST_FIRST = {"zstd", "br", "gzip"};

    private static final Pattern MEMBER =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \\t]*;[ \\t]*[qQ]=([0-9](?:\\.[0-9]{0,3})?))?");
    private static final BigDecimal NAMED = BigDecimal.ONE;

    private AcceptEncodingFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Headers fields = new Headers();
        try {
            for (String line : text.split("\n", -1)) {
                fields.add("Accept-Encoding", line);
            }
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        AcceptEncoding accept = AcceptEncoding.of(fields, CODINGS);
        ContentCoding chosen = accept.best();
        String found = (chosen == null ? "none" : chosen.name()) + ' ' + accept.refusesIdentity();
        String expected = expected(weights(fields.all("Accept-Encoding")));
        if (!found.equals(expected)) {
            throw new AssertionError(found + ", and not " + expected + " of: " + text);
        }
        if (accept.refusesIdentity() && !AcceptEncoding.hasWeights(fields)) {
            throw new AssertionError("refused without a weight: " + text);
        }
    }

    /** The first weight of each name; none at all where anything is malformed. */
    private static Map<String, BigDecimal> weights(List<String> fields) {
        Map<String, BigDecimal> weights = new HashMap<>();
        for (String field : fields) {
            for (String raw : field.split(",")) {
                String member = raw.replaceAll("^[ \\t]+|[ \\t]+$", "");
                Matcher m = MEMBER.matcher(member);
                if (member.isEmpty()) {
                    continue;
                }
                BigDecimal weight = !m.matches() ? null : m.group(2) == null ? NAMED : new BigDecimal(m.group(2));
                if (weight == null || weight.compareTo(BigDecimal.ONE) > 0) {
                    return Map.of();
                }
                String name = m.group(1).toLowerCase(Locale.ROOT);
                weights.putIfAbsent(name.equals("x-gzip") ? "gzip" : name, weight);
            }
        }
        return weights;
    }

    private static String expected(Map<String, BigDecimal> weights) {
        BigDecimal rest = weights.getOrDefault("*", BigDecimal.ZERO);
        BigDecimal most = BigDecimal.ZERO;
        String best = "none";
        for (String name : BEST_FIRST) {
            BigDecimal weight = weights.getOrDefault(name, rest);
            if (weight.compareTo(most) > 0) {
                most = weight;
                best = name;
            }
        }
        BigDecimal identity = weights.get("identity");
        boolean refused = identity != null ? identity.signum() == 0 : weights.containsKey("*") && rest.signum() == 0;
        return (identity != null && most.compareTo(identity) < 0 ? "none" : best) + ' ' + refused;
    }
}
