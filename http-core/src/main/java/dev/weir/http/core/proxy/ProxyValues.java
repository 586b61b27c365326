package dev.weir.http.core.proxy;

import dev.weir.http.core.spi.ProxyInfo;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The values with types of version 2. Those that are known may be there once. */
final class ProxyValues {
    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int CRC32C = 0x03;
    private static final int NOOP = 0x04;
    private static final int UNIQUE_ID = 0x05;
    private static final int SSL = 0x20;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_CN = 0x22;
    private static final int SSL_CIPHER = 0x23;

    private static final int CLIENT_SSL = 0x01;
    private static final int CLIENT_CERT_CONN = 0x02;
    private static final int CLIENT_CERT_SESS = 0x04;

    private static final int HEAD = 3;
    private static final int CHECKSUM = 4;
    private static final int LONGEST_ID = 128;

    @Nullable
    String alpn;

    @Nullable
    String authority;

    @Nullable
    String uniqueId;

    ProxyInfo.@Nullable Tls tls;

    final Map<Integer, String> extensions = new HashMap<>();

    private final byte[] bytes;
    private final int length;
    private boolean checked;

    ProxyValues(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    static int number(byte[] bytes, int at, int size) {
        int n = 0;
        for (int i = at; i < at + size; i++) {
            n = n << 8 | bytes[i] & 0xff;
        }
        return n;
    }

    /** Reads all values from a place to the end. */
    void all(int from) throws ProxyFault {
        for (int at = from; at < length; at = end(at, length)) {
            value(bytes[at] & 0xff, at + HEAD, end(at, length));
        }
    }

    /** The end of the value at a place. */
    private int end(int at, int limit) throws ProxyFault {
        int end = at + HEAD > limit ? limit + 1 : at + HEAD + number(bytes, at + 1, 2);
        if (end > limit) {
            throw new ProxyFault("a value is longer than what it stands in");
        }
        return end;
    }

    private void value(int type, int from, int to) throws ProxyFault {
        switch (type) {
            case ALPN -> alpn = once(alpn, latin(from, to));
            case AUTHORITY -> authority = once(authority, utf8(from, to));
            case CRC32C -> check(from, to);
            case NOOP -> {
                // Only takes room.
            }
            case UNIQUE_ID -> {
                if (to - from > LONGEST_ID) {
                    throw new ProxyFault("the unique id is longer than " + LONGEST_ID + " bytes");
                }
                uniqueId = once(uniqueId, latin(from, to));
            }
            case SSL -> tls = once(tls, tls(from, to));
            default -> extensions.put(type, latin(from, to));
        }
    }

    private static <T> T once(@Nullable T before, T value) throws ProxyFault {
        if (before != null) {
            throw new ProxyFault("a value is there twice");
        }
        return value;
    }

    /** The sum is over the whole header, with zeros in its own place. */
    private void check(int from, int to) throws ProxyFault {
        if (to - from != CHECKSUM || checked) {
            throw new ProxyFault("there must be one checksum of four bytes");
        }
        checked = true;
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, from);
        sum.update(new byte[CHECKSUM]);
        sum.update(bytes, to, length - to);
        if ((int) sum.getValue() != number(bytes, from, CHECKSUM)) {
            throw new ProxyFault("the checksum is wrong");
        }
    }

    private ProxyInfo.Tls tls(int from, int to) throws ProxyFault {
        int values = from + 5;
        if (values > to) {
            throw new ProxyFault("what is said of TLS is too short");
        }
        String version = null;
        String cipher = null;
        String name = null;
        for (int at = values; at < to; at = end(at, to)) {
            int end = end(at, to);
            switch (bytes[at] & 0xff) {
                case SSL_VERSION -> version = once(version, latin(at + HEAD, end));
                case SSL_CIPHER -> cipher = once(cipher, latin(at + HEAD, end));
                case SSL_CN -> name = once(name, utf8(at + HEAD, end));
                default -> {
                    // Algorithms, the whole certificate, and what comes in later years.
                }
            }
        }
        int client = bytes[from];
        boolean shown = (client & (CLIENT_CERT_CONN | CLIENT_CERT_SESS)) != 0;
        return new ProxyInfo.Tls(
                (client & CLIENT_SSL) != 0,
                shown,
                shown && number(bytes, from + 1, 4) == 0,
                Optional.ofNullable(version),
                Optional.ofNullable(cipher),
                Optional.ofNullable(name));
    }

    private String latin(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String utf8(int from, int to) throws ProxyFault {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProxyFault("a value is not UTF-8");
        }
    }
}
