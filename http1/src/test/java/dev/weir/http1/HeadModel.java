package dev.weir.http1;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The grammar of a request's head (RFC 9112 sections 2 to 6, RFC 9110 sections 4, 5 and 8.6), said a second time as
 * plainly as possible: lines and regular expressions over text, one character a byte. {@link HeadFuzz} holds the parser
 * against it.
 *
 * @param method the method
 * @param target the request target
 * @param authority whom the request is for; empty where nothing tells
 * @param fields names and values in turns
 * @param contentLength the content's length; -1 when it is chunked
 * @param end where the head ends in the text, empty lines before it included
 */
record HeadModel(String method, String target, String authority, List<String> fields, long contentLength, int end) {
    private static final int EMPTY_LINES = 4;
    private static final int METHOD = 64;

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!\"$-~]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*+([\\t -~\\x80-\\xff]*)");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?]*)([^?]*)(\\?.*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[(.*)\\]|((?:[-._~!$&'()*+,;=0-9A-Za-z]|" + "%[0-9A-Fa-f]{2})++))(?::([0-9]*))?");
    private static final Pattern ESCAPES = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*+");
    private static final String DEC_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String H16 = "[0-9A-Fa-f]{1,4}";
    private static final String LS32 = "(?:" + H16 + ":" + H16 + "|(?:" + DEC_OCTET + "\\.){3}" + DEC_OCTET + ")";
    private static final Pattern IPV6 = ipv6();

    /** The nine rows of IPv6address in RFC 3986 section 3.2.2. */
    private static Pattern ipv6() {
        String group = "(?:" + H16 + ":)";
        List<String> rows = new ArrayList<>(List.of(group + "{6}" + LS32, "::" + group + "{5}" + LS32));
        for (int before = 0; before <= 4; before++) {
            String end = before == 4 ? LS32 : group + "{" + (4 - before) + "}" + LS32;
            rows.add("(?:" + group + "{0," + before + "}" + H16 + ")?::" + end);
        }
        rows.add("(?:" + group + "{0,5}" + H16 + ")?::" + H16);
        rows.add("(?:" + group + "{0,6}" + H16 + ")?::");
        return Pattern.compile(String.join("|", rows));
    }

    /** Nothing where the text does not begin with a whole head that a server on plain TCP may serve. */
    static Optional<HeadModel> of(String text, int maxFields) {
        int start = 0;
        while (start < 2 * EMPTY_LINES && text.startsWith("\r\n", start)) {
            start += 2;
        }
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(start, end).split("\r\n", -1);
        Matcher first = REQUEST_LINE.matcher(lines[0]);
        List<String> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                return Optional.empty();
            }
            fields.add(field.group(1));
            fields.add(field.group(2).replaceFirst("[ \\t]+\\z", ""));
        }
        if (!first.matches() || first.group(1).length() > METHOD || fields.size() > 2 * maxFields) {
            return Optional.empty();
        }
        return head(first.group(1), first.group(2), first.group(3).equals("0"), fields, end + 4);
    }

    private static Optional<HeadModel> head(
            String method, String target, boolean http10, List<String> fields, int end) {
        List<String> hosts = values(fields, "host");
        Optional<String> named = authority(method, target);
        boolean hostsFit = hosts.size() == 1 || http10 && hosts.isEmpty();
        if (named.isEmpty()
                || !hostsFit
                || !hosts.stream().allMatch(host -> host.isEmpty() || isAuthority(host, false))) {
            return Optional.empty();
        }
        if (!http10
                && !values(fields, "expect").stream()
                        .flatMap(value -> Stream.of(value.split(",")))
                        .map(HeadModel::trimmed)
                        .allMatch(one -> one.isEmpty() || one.equalsIgnoreCase("100-continue"))) {
            return Optional.empty();
        }
        String authority = named.get().isEmpty() && !hosts.isEmpty() ? hosts.getFirst() : named.get();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase("host")) {
                fields.set(i + 1, authority);
            }
        }
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        if (lengths.size() + codings.size() > 0 && method.equals("CONNECT")) {
            return Optional.empty();
        }
        if (!codings.isEmpty()) {
            boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
            return chunked && lengths.isEmpty() && !http10
                    ? Optional.of(new HeadModel(method, target, authority, fields, -1, end))
                    : Optional.empty();
        }
        BigInteger length = BigInteger.ZERO;
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            // RFC 9110 section 8.6: equal ones are one
            if (!fields.get(i).equalsIgnoreCase("content-length")
                    || values(seen, "content-length").isEmpty()) {
                seen.addAll(fields.subList(i, i + 2));
            }
        }
        for (String value : lengths) {
            if (!value.matches("[0-9]+") || !value.equals(lengths.getFirst())) {
                return Optional.empty();
            }
            length = new BigInteger(value);
        }
        return length.bitLength() > 63
                ? Optional.empty()
                : Optional.of(new HeadModel(method, target, authority, seen, length.longValue(), end));
    }

    /** The authority in the target, empty where it has none; nothing where the target fits no form (section 3.2). */
    private static Optional<String> authority(String method, String target) {
        if (method.equals("CONNECT")) {
            return isAuthority(target, true) ? Optional.of(target) : Optional.empty();
        }
        if (target.startsWith("/")) {
            return pathFits(target.replaceFirst("\\?.*", "")) ? Optional.of("") : Optional.empty();
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS") ? Optional.of("") : Optional.empty();
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() && isAuthority(absolute.group(1), false) && pathFits(absolute.group(2))
                ? Optional.of(absolute.group(1))
                : Optional.empty();
    }

    private static boolean pathFits(String path) {
        return ESCAPES.matcher(path).matches();
    }

    static boolean isAuthority(String text, boolean portNeeded) {
        Matcher m = AUTHORITY.matcher(text);
        if (!m.matches() || m.group(1) != null && !IPV6.matcher(m.group(1)).matches()) {
            return false;
        }
        String port = m.group(3);
        return port == null || port.isEmpty()
                ? !portNeeded
                : new BigInteger(port).compareTo(BigInteger.valueOf(65535)) <= 0;
    }

    private static String trimmed(String text) {
        return text.replaceAll("\\A[ \\t]+|[ \\t]+\\z", "");
    }

    private static List<String> values(List<String> fields, String lower) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).toLowerCase(Locale.ROOT).equals(lower)) {
                values.add(fields.get(i + 1));
            }
        }
        return values;
    }
}
