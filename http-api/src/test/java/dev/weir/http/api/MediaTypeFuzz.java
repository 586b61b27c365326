package dev.weir.http.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz media-type}. The input is a
 * {@code Content-Type}. It is taken exactly where the grammar of RFC 9110 section 8.3.1 takes it, with the same
 * parts, and printed and parsed again it is the same. {@link FuzzTest} runs it over its corpus.
 */
public final class MediaTypeFuzz {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern TYPE = Pattern.compile("[ \\t]*(" + TOKEN + ")/(" + TOKEN + ")");
    private static final Pattern PARAMETER = Pattern.compile("[ \\t]*+;[ \\t]*+(?:(" + TOKEN + ")=(?:(" + TOKEN
            + ")|\"((?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*+)\"))?");
    private static final int MAX_PARAMETERS = 100;

    private MediaTypeFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Optional<MediaType> parsed = MediaType.parse(text);
        Optional<String> expected = read(text);
        check(parsed.map(MediaTypeFuzz::describe).equals(expected), parsed + ", and not " + expected, text);
        if (parsed.isPresent()) {
            String printed = parsed.get().toString();
            check(MediaType.parse(printed).equals(parsed), "printed as " + printed, text);
            Headers headers = new Headers();
            headers.add("Content-Type", printed);
            check(headers.get("Content-Type").equals(printed), "no value of a field: " + printed, text);
        }
    }

    private static void check(boolean so, String what, String text) {
        if (!so) {
            throw new AssertionError(what + " of: " + text);
        }
    }

    private static String describe(MediaType type) {
        Map<String, String> parameters = new LinkedHashMap<>();
        type.parameters().forEach(p -> parameters.put(p.name(), p.value()));
        return type.type() + " " + type.subtype() + " " + parameters;
    }

    private static Optional<String> read(String text) {
        Matcher type = TYPE.matcher(text);
        if (!type.lookingAt()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        int end = text.replaceFirst("[ \\t]+\\z", "").length();
        Matcher m = PARAMETER.matcher(text);
        int at = type.end();
        while (at < end) {
            if (!m.region(at, end).lookingAt()) {
                return Optional.empty();
            }
            if (m.group(1) != null) {
                if (parameters.size() == MAX_PARAMETERS) {
                    return Optional.empty();
                }
                String value = m.group(2) != null ? m.group(2) : m.group(3).replaceAll("(?s)\\\\(.)", "$1");
                parameters.putIfAbsent(m.group(1).toLowerCase(Locale.ROOT), value);
            }
            at = m.end();
        }
        return Optional.of(type.group(1).toLowerCase(Locale.ROOT) + " "
                + type.group(2).toLowerCase(Locale.ROOT) + " " + parameters);
    }
}
