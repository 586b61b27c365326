package dev.weir.http.core.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies at the path of a Unix domain socket before a server starts, and what is left there after it. */
class UnixSocketTest {
    /** A bound datagram socket: says so in a line, and lives until its input ends. */
    private static final String DATAGRAM =
            "use Socket; $| = 1; socket(S, PF_UNIX, SOCK_DGRAM, 0) && bind(S, sockaddr_un($ARGV[0])) or die $!;"
                    + " print 'bound'; <STDIN>;";

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("weir.sock");
    }

    private SocketListener open() throws IOException {
        return SocketListener.open(new SocketSource.Bound(UnixDomainSocketAddress.of(path), 10, false, null));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static boolean isServed(Path path) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return client.connect(UnixDomainSocketAddress.of(path));
        }
    }

    /** The start must fail, say all these words, and leave what is there as it was. */
    private void refused(String... words) throws IOException {
        Object before = key(path);
        BindException e = assertThrows(BindException.class, this::open);
        assertEquals(before, key(path), e.getMessage());
        assertTrue(e.getMessage().startsWith("cannot listen on unix:" + path + ": "), e.getMessage());
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    private static void run(String... command) throws Exception {
        assumeTrue(new ProcessBuilder(command).inheritIO().start().waitFor() == 0, "needs " + command[0]);
    }

    @Test
    void aFileIsRefused() throws Exception {
        Files.writeString(path, "data");
        refused("a file", "move it away");
        assertEquals("data", Files.readString(path));
    }

    @Test
    void aDirectoryIsRefused() throws Exception {
        Files.createDirectory(path);
        refused("a directory", "move it away");
    }

    @Test
    void theRootIsRefused() throws Exception {
        path = folder.getRoot();
        refused("root");
    }

    @Test
    void aFifoIsRefused() throws Exception {
        run("mkfifo", path.toString());
        refused("a pipe", "move it away");
    }

    @Test
    void aDeviceIsRefused() throws Exception {
        run("mknod", path.toString(), "c", "1", "3");
        refused("a device", "move it away");
    }

    @Test
    void aLinkIsRefusedWhateverItLeadsTo() throws Exception {
        Path dead = folder.resolve("dead");
        leaveDead(dead);
        Files.createSymbolicLink(path, Path.of("dead"));
        refused("a symbolic link", "move it away");
        assertTrue(Files.exists(dead));
        Files.delete(dead);
        refused("a symbolic link", "move it away");
    }

    @Test
    void aLiveSocketIsRefused() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            refused("a server listens", "already");
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLiveSocketWhoseBacklogIsFullIsRefusedAtOnce() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path), 1);
            boolean full = false;
            while (!full) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(client);
                client.configureBlocking(false);
                try {
                    full = !client.connect(UnixDomainSocketAddress.of(path));
                } catch (SocketException _) {
                    full = true;
                }
            }
            refused("cannot be asked", "delete it");
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void aSocketOfAnotherKindIsRefused() throws Exception {
        Process perl;
        try {
            perl = new ProcessBuilder("perl", "-e", DATAGRAM, path.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "needs perl: " + e);
            return;
        }
        try {
            assertEquals("bound", new String(perl.getInputStream().readNBytes(5), US_ASCII));
            refused("cannot be asked", "delete it");
        } finally {
            perl.getOutputStream().close();
            perl.waitFor();
        }
    }

    private static void leaveDead(Path at) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(at));
        }
        assertTrue(Files.exists(at), "a socket that is closed leaves its file");
    }

    @Test
    void aSocketThatNobodyListensOnIsReplaced() throws Exception {
        leaveDead(path);
        SocketListener source = open();
        assertTrue(isServed(path));
        source.close();
        assertEquals(List.of(), names());
    }

    @Test
    void whatTakesThePlaceOfTheSocketStays() throws Exception {
        SocketListener source = open();
        Files.delete(path);
        SocketListener next = open();
        source.close();
        assertTrue(isServed(path), "the socket of the next server");
        Files.delete(path);
        Files.writeString(path, "data");
        next.close();
        assertEquals("data", Files.readString(path));
    }

    @Test
    void aSocketThatIsGoneAlreadyIsNoError() throws Exception {
        SocketListener source = open();
        Files.delete(path);
        source.close();
        assertEquals(List.of(), names());
    }

    @Test
    void aStartThatFailsLeavesNothing() throws Exception {
        path = folder.resolve("x".repeat(200));
        BindException e = assertThrows(BindException.class, this::open);
        assertTrue(e.getMessage().contains("too long"), e.getMessage());
        assertEquals(List.of(), names());
        path = folder.resolve("nothing").resolve("weir.sock");
        assertThrows(BindException.class, this::open);
        assertEquals(List.of(), names());
    }

    @Test
    void ofServersThatStartAtOnceOneIsServed() throws Exception {
        int many = 8;
        CyclicBarrier together = new CyclicBarrier(many);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int round = 0; round < 50; round++) {
                leaveDead(path);
                Callable<SocketListener> start = () -> {
                    together.await();
                    try {
                        return open();
                    } catch (BindException _) {
                        return null;
                    }
                };
                List<SocketListener> started = new ArrayList<>();
                for (Future<SocketListener> each : threads.invokeAll(Collections.nCopies(many, start))) {
                    if (each.get() != null) {
                        started.add(each.get());
                    }
                }
                assertEquals(1, started.size(), "round " + round);
                assertTrue(isServed(path), "round " + round);
                started.getFirst().close();
                assertEquals(List.of(), names(), "round " + round);
            }
        }
    }

    @Test
    void aStartThatAnotherProcessIsInTheMiddleOfIsWaitedForByNobody() throws Exception {
        leaveDead(path);
        Path lock = folder.resolve("weir.sock.weir-start");
        Process perl;
        try {
            // fcntl locks, as Java's are: F_WRLCK of the whole file; what is packed is Linux's struct flock.
            perl = new ProcessBuilder(
                            "perl",
                            "-e",
                            "use Fcntl; $| = 1; open(F, '>', $ARGV[0]) or die; my $l = pack('s s x4 q q i x4',"
                                    + " F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; print 'locked'; <STDIN>;",
                            lock.toString())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "needs perl: " + e);
            return;
        }
        try {
            assertEquals("locked", new String(perl.getInputStream().readNBytes(6), US_ASCII));
            refused("another server is starting");
        } finally {
            perl.getOutputStream().close();
            perl.waitFor();
        }
        // A lock file that a start has left when it was killed is in nobody's way.
        assertTrue(Files.exists(lock));
        SocketListener source = open();
        assertTrue(isServed(path));
        source.close();
        assertFalse(Files.exists(path));
        assertEquals(List.of(), names());
    }
}
