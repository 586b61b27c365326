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
