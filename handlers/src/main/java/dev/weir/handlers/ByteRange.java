package dev.weir.handlers;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.Ascii;
import java.util.ArrayList;
import java.util.List;

/** Which part of a file a {@code Range} field asks for (RFC 9110 section 14). */
sealed interface ByteRange {
    /** Stands for all numbers from it on: no file is so large that they differ. */
    long LARGEST = Long.MAX_VALUE - 1;

    /** More of them are an attack (CVE-2011-3192), and get the whole file. */
    int MAX_PARTS = 10;

    /** All of it: no range, none that is well-formed, or more parts than are worth while. */
    record Whole() implements ByteRange {}

    /** None of it: the range begins after the end. */
    record Unsatisfiable() implements ByteRange {}

    /**
     * One part.
     *
     * @param start the first byte, from zero
     * @param length how many, at least one
     */
    record Part(long start, long length) implements ByteRange {
        /** Returns the value of the {@code Content-Range} field. */
        String field(long size) {
            return "bytes " + start + "-" + (start + length - 1) + "/" + size;
        }

        private boolean overlapsAny(List<Part> others) {
            for (Part other : others) {
                if (start < other.start + other.length && other.start < start + length) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Several parts.
     *
     * @param parts in the order in which they were asked for; two at least, none overlaps another
     */
    record Parts(List<Part> parts) implements ByteRange {}

    /**
     * Reads the field. A server may ignore any range (section 14.2); so it does with those that are malformed, with more than
     * {@link #MAX_PARTS}, and with parts that overlap, which no client needs. Of several parts those after the end are left
     * out. An empty file has no part that a {@code Content-Range} could name: clients that add a range to every request get it
     * whole, as none of it is missing.
     *
     * @param headers the request's fields
     * @param size the file's size
     */
    static ByteRange parse(Headers headers, long size) {
        int at = headers.indexOf("Range", 0);
        if (size == 0 || at < 0 || headers.indexOf("Range", at + 1) >= 0) {
            return new Whole();
        }
        String value = headers.value(at);
        if (value.indexOf('=') != 5 || !isBytes(value)) {
            return new Whole();
        }
        List<Part> parts = new ArrayList<>();
        int count = 0;
        for (int start = 6; start <= value.length(); ) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String item = value.substring(start, end).strip();
            start = end + 1;
            if (item.isEmpty()) {
                continue; // section 5.6.1.2: lists may have empty members
            }
            ByteRange one = ++count > MAX_PARTS ? new Whole() : parse(item, size);
            if (one instanceof Whole) {
                return one;
            }
            if (one instanceof Part part) {
                if (part.overlapsAny(parts)) {
                    return new Whole();
                }
                parts.add(part);
            }
        }
        return switch (parts.size()) {
            case 0 -> count == 0 ? new Whole() : new Unsatisfiable();
            case 1 -> parts.getFirst();
            default -> new Parts(List.copyOf(parts));
        };
    }

    private static ByteRange parse(String item, long size) {
        int dash = item.indexOf('-');
        if (dash < 0) {
            return new Whole();
        }
        String first = item.substring(0, dash).strip();
        String last = item.substring(dash + 1).strip();
        long end = number(last);
        if (first.isEmpty()) {
            return suffix(end, size);
        }
        long start = number(first);
        if (start < 0 || !last.isEmpty() && (end < start || end == LARGEST && isLess(last, first))) {
            return new Whole();
        }
        if (start >= size) {
            return new Unsatisfiable();
        }
        return new Part(start, (last.isEmpty() ? size : Math.min(end, size - 1) + 1) - start);
    }

    /** Returns the last bytes of a file; all of one that is shorter. */
    private static ByteRange suffix(long length, long size) {
        if (length == 0) {
            return new Unsatisfiable();
        }
        return length < 0 ? new Whole() : new Part(Math.max(0, size - length), Math.min(length, size));
    }

    private static boolean isBytes(String value) {
        for (int i = 0; i < 5; i++) {
            // Range units are blind to case; no other ASCII character becomes one of these letters by this bit.
            if ((value.charAt(i) | 0x20) != "bytes".charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns a number of digits alone, which may be larger than any file; -1 where it is none. */
    private static long number(String s) {
        if (s.isEmpty()) {
            return -1;
        }
        for (int i = 0; i < s.length(); i++) {
            if (!Ascii.isDigit(s.charAt(i))) {
                return -1;
            }
        }
        long n = Ascii.decimal(s);
        return n < 0 ? LARGEST : Math.min(n, LARGEST);
    }

    /** Returns whether one number of digits is less than another, however large they are. */
    private static boolean isLess(String a, String b) {
        String x = withoutZeros(a);
        String y = withoutZeros(b);
        return x.length() == y.length() ? x.compareTo(y) < 0 : x.length() < y.length();
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start < digits.length() && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }
}
