package dev.weir.http.core.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of a Unix domain socket. A server that has died leaves its file, and no other can bind to it: it is taken
 * away when it is a socket and refuses a connection. Nothing else that lies at the path is ever deleted, neither at the
 * start nor at the end.
 */
final class UnixSocketFile {
    /** The type of a file in its mode, and that of a socket (POSIX, sys/stat.h; the same on every system). */
    private static final int TYPE = 0170000;

    private static final int SOCKET = 0140000;
    private static final int PIPE = 0010000;

    private final Path path;
    /** Tells the file that was made from one that has taken its place. */
    private final Object identity;

    private UnixSocketFile(Path path) throws IOException {
        this.path = path;
        this.identity = identity(attributes(path));
    }

    /**
     * Binds a listener.
     *
     * @throws IOException where the path is taken; the message says by what, and what to do
     */
    static UnixSocketFile bind(ServerSocketChannel listener, Path path, int backlog) throws IOException {
        if (path.getFileName() == null) {
            throw new IOException("the root of a file system is no place for a socket");
        }
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        // A socket that is bound refuses connections until it listens: meanwhile no other server may take it for a dead
        // one.
        try (StartLock _ = StartLock.of(path)) {
            try {
                listener.bind(address, backlog);
            } catch (BindException e) {
                removeDead(path, e);
                listener.bind(address, backlog);
            }
            return new UnixSocketFile(path);
        }
    }

    private static void removeDead(Path path, BindException cause) throws IOException {
        BasicFileAttributes there;
        try {
            there = attributes(path);
        } catch (NoSuchFileException _) {
            throw cause;
        }
        String kind = kind(path, there);
        if (!kind.isEmpty()) {
            throw new IOException(
                    kind + " is there, which no server deletes: move it away, or listen elsewhere", cause);
        }
        // Without blocking: where the backlog is full, a connection would have to wait for as long as the server likes.
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException _) {
            Files.delete(path);
            return;
        } catch (SocketException e) {
            throw new IOException(
                    "a socket is there that cannot be asked whether a server listens on it (" + e.getMessage()
                            + "): delete it if none does, or listen elsewhere",
                    e);
        }
        throw new IOException("a server listens there already", cause);
    }

    /** What lies there, in words; empty for a socket. */
    private static String kind(Path path, BasicFileAttributes there) throws IOException {
        if (there.isSymbolicLink()) {
            return "a symbolic link";
        }
        if (there.isDirectory()) {
            return "a directory";
        }
        if (there.isRegularFile()) {
            return "a file";
        }
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            // Windows: a socket looks like any other reparse point.
            return "something that may be a socket";
        }
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return switch (mode & TYPE) {
            case SOCKET -> "";
            case PIPE -> "a pipe";
            default -> "a device";
        };
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object identity(BasicFileAttributes attributes) {
        return attributes.fileKey() != null ? attributes.fileKey() : attributes.creationTime();
    }

    /**
     * Deletes the file, unless it is gone or another has taken its place. To be called while the listener is open: until
     * then the system gives its number to no other file.
     */
    void delete() throws IOException {
        try {
            if (identity.equals(identity(attributes(path)))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            // Deleted by another process: then there is nothing of ours.
        }
    }
}
