package dev.weir.http.core.proxy;

import dev.weir.http.core.spi.ProxyInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Version 2 of the protocol: a signature, four bytes, addresses, and values with types. Pure functions. */
final class ProxyBlock {
    private static final int HEAD = 16;
    private static final int VERSION_2 = 2;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_4 = 0x11;
    private static final int UDP_4 = 0x12;
    private static final int TCP_6 = 0x21;
    private static final int UDP_6 = 0x22;
    private static final int UNIX_STREAM = 0x31;
    private static final int UNIX_DATAGRAM = 0x32;
    private static final int UNIX_PATH = 108;

    private ProxyBlock() {}

    /** How long the block is, at least; as long as what is there where it is whole. */
    static int atLeast(byte[] bytes, int length) throws ProxyFault {
        if (length < HEAD) {
            return HEAD;
        }
        if ((bytes[12] & 0xff) >> 4 != VERSION_2) {
            throw new ProxyFault("the version is not 2");
        }
        int command = bytes[12] & 0xf;
        if (command != LOCAL && command != PROXY) {
            throw new ProxyFault("the command is neither LOCAL nor PROXY");
        }
        int size = ProxyValues.number(bytes, 14, 2);
        // Of LOCAL all that follows is to be dropped, whatever it is.
        if (command == PROXY && size < addresses(bytes[13] & 0xff)) {
            throw new ProxyFault("the block is too short for its addresses");
        }
        return HEAD + size;
    }

    /** How long the addresses are. */
    private static int addresses(int family) throws ProxyFault {
        return switch (family) {
            case UNSPECIFIED -> 0;
            case TCP_4 -> 2 * 4 + 4;
            case TCP_6 -> 2 * 16 + 4;
            case UNIX_STREAM -> 2 * UNIX_PATH;
            case UDP_4, UDP_6, UNIX_DATAGRAM -> throw new ProxyFault("the client has sent datagrams");
            default -> throw new ProxyFault("the family or the protocol of the addresses is not known");
        };
    }

    /** Reads a block that is whole. */
    static ProxyInfo parse(byte[] bytes, int length, SocketAddress proxy) throws ProxyFault {
        if ((bytes[12] & 0xf) == LOCAL) {
            return new ProxyInfo(
                    VERSION_2,
                    proxy,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }
        int family = bytes[13] & 0xff;
        int values = HEAD + addresses(family);
        ProxyValues read = new ProxyValues(bytes, length);
        read.all(values);
        Optional<SocketAddress> source = Optional.empty();
        Optional<SocketAddress> destination = Optional.empty();
        switch (family) {
            case TCP_4, TCP_6 -> {
                int size = family == TCP_4 ? 4 : 16;
                int ports = HEAD + 2 * size;
                source = Optional.of(inet(bytes, HEAD, size, ports));
                destination = Optional.of(inet(bytes, HEAD + size, size, ports + 2));
            }
            case UNIX_STREAM -> {
                source = Optional.of(unix(bytes, HEAD));
                destination = Optional.of(unix(bytes, HEAD + UNIX_PATH));
            }
            default -> {
                // The proxy does not know them.
            }
        }
        return new ProxyInfo(
                VERSION_2,
                proxy,
                source,
                destination,
                Optional.ofNullable(read.alpn),
                Optional.ofNullable(read.authority),
                Optional.ofNullable(read.uniqueId),
                Optional.ofNullable(read.tls),
                read.extensions);
    }

    private static SocketAddress inet(byte[] bytes, int at, int size, int port) throws ProxyFault {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + size)),
                    ProxyValues.number(bytes, port, 2));
        } catch (UnknownHostException e) {
            throw new ProxyFault("an address has the wrong length");
        }
    }

    /** A path ends with a zero, or fills its room; one that begins with a zero is a name that Java has not, as none is. */
    private static SocketAddress unix(byte[] bytes, int at) throws ProxyFault {
        int end = at;
        while (end < at + UNIX_PATH && bytes[end] != 0) {
            end++;
        }
        try {
            return UnixDomainSocketAddress.of(new String(bytes, at, end - at, StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new ProxyFault("an address is not a path");
        }
    }
}
