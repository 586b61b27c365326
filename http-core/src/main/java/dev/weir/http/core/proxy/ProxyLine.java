package dev.weir.http.core.proxy;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.Network;
import dev.weir.http.core.spi.ProxyInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Version 1 of the protocol: {@code PROXY TCP4 192.0.2.1 198.51.100.7 40000 443} and CRLF. Pure functions. */
final class ProxyLine {
    /** Line end included, by the specification. */
    private static final int LONGEST = 107;

    private static final int PROTOCOL = "PROXY ".length();
    private static final String UNKNOWN = "UNKNOWN";
    private static final int FIELDS = 6;
    /** The shortest that each field can be. */
    private static final int[] SHORTEST_4 = {5, 4, 7, 7, 1, 1};

    private static final int[] SHORTEST_6 = {5, 4, 2, 2, 1, 1};
    private static final int LINE_END = 2;

    private ProxyLine() {}

    /** How long the line is, at least; as long as what is there where it is whole. */
    static int atLeast(byte[] bytes, int length) throws ProxyFault {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' && (i < length - 1 || bytes[i - 1] != '\r')
                    || bytes[i] == '\r' && i < length - 1 && (i < length - 2 || bytes[i + 1] != '\n')) {
                throw new ProxyFault("the line ends where it must not");
            }
        }
        byte last = bytes[length - 1];
        int all = last == '\n' ? length : last == '\r' ? length + 1 : length + LINE_END + fields(bytes, length);
        if (all > LONGEST) {
            throw new ProxyFault("the line is longer than " + LONGEST + " bytes");
        }
        return all;
    }

    /** How many bytes the fields lack, at least. */
    private static int fields(byte[] bytes, int length) throws ProxyFault {
        if (at(bytes, length, UNKNOWN)) {
            return 0;
        }
        boolean six = at(bytes, length, "TCP6 ");
        if (!six && !at(bytes, length, "TCP4 ")) {
            throw new ProxyFault("the protocol is none of TCP4, TCP6 and UNKNOWN");
        }
        int[] shortest = six ? SHORTEST_6 : SHORTEST_4;
        int field = 0;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == ' ') {
                field++;
                start = i + 1;
            }
        }
        if (field >= FIELDS) {
            throw new ProxyFault("the line has more than " + FIELDS + " fields");
        }
        int lacks = Math.max(0, shortest[field] - (length - start));
        for (int i = field + 1; i < FIELDS; i++) {
            lacks += 1 + shortest[i];
        }
        return lacks;
    }

    private static boolean at(byte[] bytes, int length, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (PROTOCOL + i >= length || bytes[PROTOCOL + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads a line that is whole. */
    static ProxyInfo parse(byte[] bytes, int length, SocketAddress proxy) throws ProxyFault {
        int end = length - LINE_END;
        if (at(bytes, length, UNKNOWN)) {
            int next = PROTOCOL + UNKNOWN.length();
            if (next < end && bytes[next] != ' ') {
                throw new ProxyFault("the protocol is none of TCP4, TCP6 and UNKNOWN");
            }
            return info(proxy, Optional.empty(), Optional.empty());
        }
        String[] fields = fields(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        boolean six = fields[1].equals("TCP6");
        if (!six && !fields[1].equals("TCP4")) {
            throw new ProxyFault("the protocol is none of TCP4, TCP6 and UNKNOWN");
        }
        return info(
                proxy,
                Optional.of(new InetSocketAddress(address(fields[2], six), port(fields[4]))),
                Optional.of(new InetSocketAddress(address(fields[3], six), port(fields[5]))));
    }

    private static ProxyInfo info(
            SocketAddress proxy, Optional<SocketAddress> source, Optional<SocketAddress> destination) {
        return new ProxyInfo(
                1,
                proxy,
                source,
                destination,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static String[] fields(String line) throws ProxyFault {
        String[] fields = new String[FIELDS];
        int start = 0;
        for (int i = 0; i < FIELDS; i++) {
            int space = line.indexOf(' ', start);
            boolean last = i == FIELDS - 1;
            if (start > line.length() || last != (space < 0)) {
                throw new ProxyFault("the line has not " + FIELDS + " fields");
            }
            fields[i] = last ? line.substring(start) : line.substring(start, space);
            start = space + 1;
        }
        return fields;
    }

    private static InetAddress address(String text, boolean six) throws ProxyFault {
        InetAddress address = six == text.indexOf(':') >= 0 ? Network.literal(text) : null;
        if (address == null) {
            throw new ProxyFault("an address is not one of " + (six ? "IPv6" : "IPv4"));
        }
        return address;
    }

    private static int port(String text) throws ProxyFault {
        long port = Ascii.decimal(text);
        if (port < 0 || port > 65_535 || text.length() > 1 && text.charAt(0) == '0') {
            throw new ProxyFault("a port is not from 0 to 65535");
        }
        return (int) port;
    }
}
