package dev.weir.tls.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** The part of DER (X.690) needed for certificates and keys of tests. Stateless. */
final class Der {
    static final int BOOLEAN = 0x01;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;
    /** Plus a number: the tag of a context-specific, primitive element. */
    static final int CONTEXT = 0x80;
    /** Plus a number: the tag of a context-specific, constructed element. */
    static final int CONTEXT_CONSTRUCTED = 0xa0;

    static final byte[] NULL = {0x05, 0x00};

    private static final int INTEGER = 0x02;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    /** The last year that is encoded as UTCTime (RFC 5280 section 4.1.2.5). */
    private static final int LAST_UTC_YEAR = 2049;

    private Der() {}

    // ---- writing

    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] octets = BigInteger.valueOf(length).toByteArray();
            int from = octets[0] == 0 ? 1 : 0;
            out.write(0x80 | octets.length - from);
            out.write(octets, from, octets.length - from);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** Returns a bit string of whole bytes. */
    static byte[] bits(byte[] octets) {
        return element(BIT_STRING, new byte[] {0}, octets);
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        base128(out, 40 * Long.parseLong(arcs[0]) + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            base128(out, Long.parseLong(arcs[i]));
        }
        return element(OBJECT_IDENTIFIER, out.toByteArray());
    }

    private static void base128(ByteArrayOutputStream out, long value) {
        int shift = 0;
        while (value >> shift >= 0x80) {
            shift += 7;
        }
        for (; shift > 0; shift -= 7) {
            out.write((int) (value >> shift & 0x7f | 0x80));
        }
        out.write((int) (value & 0x7f));
    }

    static byte[] time(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        boolean shortYear = utc.getYear() <= LAST_UTC_YEAR;
        String text = DateTimeFormatter.ofPattern(shortYear ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'", Locale.ROOT)
                .format(utc);
        return element(shortYear ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    // ---- reading

    /** Returns the position of the content of the element at a position. */
    static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    /** Returns the position of the element that follows the one at a position. */
    static int next(byte[] der, int at) {
        int content = content(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | der[i] & 0xff;
            }
        }
        return content + length;
    }

    /** Returns the content of the element at a position. */
    static byte[] contentOf(byte[] der, int at) {
        return Arrays.copyOfRange(der, content(der, at), next(der, at));
    }
}
