package dev.weir.http.core.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps two servers from starting at one path at once: a lock on a file beside it, which is there for the length of a
 * start alone. A file that is left from a process that was killed is in no way, as the system has dropped its lock.
 */
final class StartLock implements AutoCloseable {
    /** The system's locks belong to processes: this one is for the servers of one process. Never held over a wait. */
    private static final ReentrantLock PROCESS = new ReentrantLock();

    /** Many lengths, so that two files hardly have the same; most of it takes no room on a disk. */
    private static final int MAX_LENGTH = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private StartLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock of a path.
     *
     * @throws IOException where another process has it, or the file cannot be made
     */
    static StartLock of(Path path) throws IOException {
        Path file = path.resolveSibling(path.getFileName() + ".weir-start");
        PROCESS.lock();
        try {
            return new StartLock(file, lock(file));
        } catch (IOException | RuntimeException | Error e) {
            PROCESS.unlock();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        // Read as well as write, so that opening a pipe in its place does not wait for its other end.
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.tryLock() != null && isStillThere(file, channel)) {
                return channel;
            }
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("another server is starting there at this moment");
    }

    /**
     * Whether the lock is on the file of this name, and not on one that its last owner has deleted meanwhile. They are
     * told apart by a length that is given to the file: to open it once more and close it would drop the lock.
     */
    private static boolean isStillThere(Path file, FileChannel channel) throws IOException {
        long length = ThreadLocalRandom.current().nextInt(1, MAX_LENGTH);
        channel.truncate(length);
        channel.write(ByteBuffer.allocate(1), length - 1);
        try {
            var named = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return named.size() == length;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        } finally {
            PROCESS.unlock();
        }
    }
}
