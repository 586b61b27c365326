package dev.weir.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/** The few calls of the C library that Java has no other way for. Numbers are those of Linux. */
final class CLibrary {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FAMILY_SIZE = 2;
    private static final int PATH_SIZE = 108;

    private static final MethodHandle DUP = find("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle DUP2 = find("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SOCKET =
            find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO =
            find("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private static final MethodHandle DUP3 =
            find("dup3", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            find("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKOPT =
            find("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int O_CLOEXEC = 02000000;

    private CLibrary() {}

    @SuppressWarnings("restricted") // the signatures are the C library's
    private static MethodHandle find(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }

    private static int call(String what, MethodHandle function, Object... arguments) throws IOException {
        long result;
        try {
            result = ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(what, e);
        }
        if (result < 0) {
            throw new IOException(what + " failed");
        }
        return (int) result;
    }

    /** Makes another number for an open file. */
    static int dup(int file) throws IOException {
        return call("dup(" + file + ")", DUP, file);
    }

    /** Makes a number stand for the same open file as another. */
    static void dup2(int file, int as) throws IOException {
        call("dup2(" + file + ", " + as + ")", DUP2, file, as);
    }

    /** The same; programs that this one starts do not get the new number. */
    static void replace(int file, int as) throws IOException {
        call("dup3(" + file + ", " + as + ")", DUP3, file, as, O_CLOEXEC);
    }

    /** Whether an open file is a socket that listens. */
    static boolean listens(int file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(JAVA_INT, 0);
            MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            call("getsockopt", GETSOCKOPT, file, SOL_SOCKET, SO_ACCEPTCONN, value, size);
            return value.get(JAVA_INT, 0) != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns where a socket is bound. */
    static SocketAddress address(int socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(FAMILY_SIZE + PATH_SIZE, Integer.BYTES);
            MemorySegment size = arena.allocateFrom(JAVA_INT, FAMILY_SIZE + PATH_SIZE);
            call("getsockname(" + socket + ")", GETSOCKNAME, socket, address, size);
            int family = address.get(ValueLayout.JAVA_SHORT, 0);
            int port =
                    (address.get(ValueLayout.JAVA_BYTE, 2) & 0xff) << 8 | address.get(ValueLayout.JAVA_BYTE, 3) & 0xff;
            return switch (family) {
                case AF_INET -> new InetSocketAddress(InetAddress.getByAddress(bytes(address, 4, 4)), port);
                // Behind the port are four bytes of the flow.
                case AF_INET6 -> new InetSocketAddress(InetAddress.getByAddress(bytes(address, 8, 16)), port);
                case AF_UNIX ->
                    UnixDomainSocketAddress.of(path(bytes(address, FAMILY_SIZE, size.get(JAVA_INT, 0) - FAMILY_SIZE)));
                default -> throw new IOException("a socket of the family " + family + " is of no use");
            };
        }
    }

    private static byte[] bytes(MemorySegment of, long from, long size) {
        return of.asSlice(from, Math.max(size, 0)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A path ends with a zero; a name of the abstract name space begins with one. */
    private static String path(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("\0")) {
            return "@" + text.substring(1);
        }
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    static void close(int file) throws IOException {
        call("close(" + file + ")", CLOSE, file);
    }

    /**
     * Sends a datagram to a Unix socket.
     *
     * @param path a path, or a name of the abstract name space behind an @
     */
    static void send(String path, String text) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_SIZE) {
            throw new IOException("the path of the socket is longer than " + (PATH_SIZE - 1) + " bytes");
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        int socket = call("socket", SOCKET, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(FAMILY_SIZE + PATH_SIZE, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_SIZE, name.length);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            call(
                    "sendto(" + path + ")",
                    SENDTO,
                    socket,
                    message,
                    (long) bytes.length,
                    MSG_NOSIGNAL,
                    address,
                    FAMILY_SIZE + name.length);
        } finally {
            close(socket);
        }
    }
}
