package dev.weir.systemd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a channel of an open file: a channel is made with a socket of its own, in whose place the other is put. */
final class HandedSocket {
    /** What a process has open, by numbers. */
    private static final Path OPEN = Path.of("/proc/self/fd");

    private HandedSocket() {}

    static SystemdSocket take(int file, String name) throws IOException {
        if (!CLibrary.listens(file)) {
            throw new IOException("what systemd has given as number " + file
                    + " is no socket that listens: ListenStream and Accept=no make one");
        }
        SocketAddress address = CLibrary.address(file);
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        boolean done = false;
        try {
            CLibrary.replace(file, unix ? bindUnix(channel) : bindPort(channel));
            CLibrary.close(file);
            done = true;
            return new SystemdSocket(name, channel, address);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /** Binds the socket that is to be replaced, as Java accepts by none that it has not bound, and returns its number. */
    private static int bindPort(ServerSocketChannel channel) throws IOException {
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        return number(channel.getLocalAddress());
    }

    private static int bindUnix(ServerSocketChannel channel) throws IOException {
        // A folder that nobody else may enter.
        Path folder = Files.createTempDirectory("weir");
        Path path = folder.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(path), 1);
            return number(channel.getLocalAddress());
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    /** Finds the number of the socket that listens there. */
    private static int number(SocketAddress address) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN)) {
            for (Path file : files) {
                int number = Integer.parseInt(String.valueOf(file.getFileName()));
                if (CLibrary.listens(number) && same(CLibrary.address(number), address)) {
                    return number;
                }
            }
        }
        throw new IOException("the socket at " + address + " is not among those in " + OPEN);
    }

    /** An address of IPv4 may be one of IPv6 for the system; a port of the process's own is enough. */
    private static boolean same(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress inet && other instanceof InetSocketAddress also
                ? inet.getPort() == also.getPort() && inet.getAddress().isLoopbackAddress()
                : one.equals(other);
    }
}
