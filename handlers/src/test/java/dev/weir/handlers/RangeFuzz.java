package dev.weir.handlers;

import dev.weir.http.api.Headers;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz range}. The input is a file's size, a line
 * feed, and a {@code Range} field. A part is served exactly where one range of bytes stands there, and is what RFC
 * 9110 section 14.1.2 says, reckoned without a limit; it never lies outside of the file. {@link FuzzTest} runs it
 * over its corpus.
 */
public final class RangeFuzz {
    /** White space is allowed where Go's server allows it: around the numbers. */
    private static final Pattern RANGE = Pattern.compile("(?i:bytes)=[ \\t]*([0-9]*)[ \\t]*-[ \\t]*([0-9]*)[ \\t]*");

    private RangeFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int line = text.indexOf('\n');
        long size = line < 0 ? 10 : size(text.substring(0, line));
        Headers headers = new Headers();
        try {
            headers.add("Range", text.substring(line + 1));
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        ByteRange range = ByteRange.parse(headers, size);
        ByteRange expected = readAll(headers.get("Range"), size);
        if (!range.equals(expected)) {
            throw new AssertionError(range + ", and not " + expected + " of: " + text);
        }
        if (range instanceof ByteRange.Part(long start, long length)
                && (start < 0 || length < 1 || start > size - length)) {
            throw new AssertionError("outside of the file: " + range + " of: " + text);
        }
        headers.add("Range", "bytes=0-0");
        if (!(ByteRange.parse(headers, size) instanceof ByteRange.Whole)) {
            throw new AssertionError("one of two fields counts: " + text);
        }
    }

    /** Any text gives some size from zero on. */
    private static long size(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : Integer.toUnsignedLong(text.hashCode());
    }

    /** Reads each member of the list as if it stood alone. */
    private static ByteRange readAll(String value, long size) {
        if (value.indexOf(',') < 0) {
            return read(value, size);
        }
        int equals = value.indexOf('=') + 1;
        List<ByteRange.Part> parts = new ArrayList<>();
        int count = 0;
        for (String item : value.substring(equals).split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            ByteRange one = read(value.substring(0, equals) + item, size);
            if (++count > 10 || one instanceof ByteRange.Whole) {
                return new ByteRange.Whole();
            }
            if (one instanceof ByteRange.Part part) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return size == 0 || count == 0 ? new ByteRange.Whole() : new ByteRange.Unsatisfiable();
        }
        List<ByteRange.Part> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(ByteRange.Part::start));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).start() + sorted.get(i - 1).length()
                    > sorted.get(i).start()) {
                return new ByteRange.Whole();
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new ByteRange.Parts(parts);
    }

    private static ByteRange read(String value, long size) {
        Matcher m = RANGE.matcher(value);
        if (size == 0 || !m.matches() || m.group(1).isEmpty() && m.group(2).isEmpty()) {
            return new ByteRange.Whole();
        }
        BigInteger all = BigInteger.valueOf(size);
        if (m.group(1).isEmpty()) {
            BigInteger length = new BigInteger(m.group(2)).min(all);
            if (new BigInteger(m.group(2)).signum() == 0) {
                return new ByteRange.Unsatisfiable();
            }
            return part(all.subtract(length), length);
        }
        BigInteger first = new BigInteger(m.group(1));
        BigInteger last = m.group(2).isEmpty() ? all.subtract(BigInteger.ONE).max(first) : new BigInteger(m.group(2));
        if (last.compareTo(first) < 0) {
            return new ByteRange.Whole();
        }
        return first.compareTo(all) >= 0
                ? new ByteRange.Unsatisfiable()
                : part(
                        first,
                        last.min(all.subtract(BigInteger.ONE)).subtract(first).add(BigInteger.ONE));
    }

    private static ByteRange part(BigInteger start, BigInteger length) {
        return new ByteRange.Part(start.longValueExact(), length.longValueExact());
    }
}
