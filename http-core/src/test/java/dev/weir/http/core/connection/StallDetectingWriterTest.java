package dev.weir.http.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.http.core.support.Deadlines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writing in pieces, and the peer that does not take them. */
@Timeout(60)
class StallDetectingWriterTest {
    private static final long SECOND = 1_000_000_000L;

    /** Keeps what is written; asks the writer while a piece is under way. */
    private static final class Kept implements Transport {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Integer> sizes = new ArrayList<>();
        private Runnable within = () -> {};
        /** How much a call takes of a buffer. */
        private int most = Integer.MAX_VALUE;
        /** Whether it can send a file uncopied. */
        private boolean transfers = true;

        private int take(ByteBuffer src) {
            byte[] taken = new byte[Math.min(most, src.remaining())];
            src.get(taken);
            bytes.writeBytes(taken);
            return taken.length;
        }

        @Override
        public boolean holdsInput() {
            return false;
        }

        @Override
        public int piece(ByteBuffer src) {
            return 131_072;
        }

        @Override
        public void write(ByteBuffer src) {
            sizes.add(take(src));
            within.run();
        }

        @Override
        public void write(ByteBuffer[] srcs) {
            int size = 0;
            for (ByteBuffer src : srcs) {
                size += take(src);
                if (src.hasRemaining()) {
                    break;
                }
            }
            sizes.add(size);
            within.run();
        }

        @Override
        public long transfer(FileChannel file, long position, long count) throws IOException {
            if (!transfers) {
                return 0;
            }
            ByteBuffer part = ByteBuffer.allocate((int) Math.min(most, count));
            int n = Math.max(0, file.read(part, position));
            bytes.write(part.array(), 0, n);
            sizes.add(n);
            within.run();
            return n;
        }

        @Override
        public int read(ByteBuffer dst) {
            return -1;
        }

        @Override
        public void closeOutput() {}

        @Override
        public void closeNotify() {}

        @Override
        public int waiting() {
            return 0;
        }
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    @Test
    void everythingIsWrittenInPiecesOfABoundedSize() throws IOException {
        for (int size : new int[] {0, 1, 131_071, 131_072, 131_073, 1_000_000}) {
            Kept one = new Kept();
            byte[] content = content(size);
            ByteBuffer src = ByteBuffer.wrap(content);
            new StallDetectingWriter().write(one, src);
            assertEquals(0, src.remaining());
            assertEquals(ByteBuffer.wrap(content), ByteBuffer.wrap(one.bytes.toByteArray()));
            assertTrue(one.sizes.stream().allMatch(n -> n <= 131_072), one.sizes::toString);

            Kept several = new Kept();
            ByteBuffer head = ByteBuffer.wrap(content(200));
            src.clear();
            new StallDetectingWriter().write(several, new ByteBuffer[] {head, src});
            byte[] all = ByteBuffer.allocate(200 + size)
                    .put(content(200))
                    .put(content)
                    .array();
            assertEquals(0, head.remaining() + src.remaining());
            assertEquals(ByteBuffer.wrap(all), ByteBuffer.wrap(several.bytes.toByteArray()));
            assertTrue(several.sizes.stream().allMatch(n -> n <= 200 + 131_072), several.sizes::toString);
            assertEquals(Math.max(1, (size + 131_071) / 131_072), several.sizes.size(), "the head makes no more calls");
        }
    }

    @Test
    void whatACallLeavesIsWrittenByTheNext() throws IOException {
        for (int most : new int[] {1, 150, 200, 70_000}) {
            Kept kept = new Kept();
            kept.most = most;
            byte[] content = content(most == 1 ? 500 : 200_000);
            ByteBuffer head = ByteBuffer.wrap(content(200));
            new StallDetectingWriter().write(kept, new ByteBuffer[] {head, ByteBuffer.wrap(content)});
            new StallDetectingWriter().write(kept, ByteBuffer.wrap(content));
            byte[] all = ByteBuffer.allocate(200 + 2 * content.length)
                    .put(content(200))
                    .put(content)
                    .put(content)
                    .array();
            assertEquals(ByteBuffer.wrap(all), ByteBuffer.wrap(kept.bytes.toByteArray()));
        }
    }

    @Test
    void aPieceThatTakesTooLongIsToldAndNothingElse() throws IOException {
        StallDetectingWriter writer = new StallDetectingWriter();
        Kept kept = new Kept();
        List<Boolean> told = new ArrayList<>();
        assertFalse(writer.stalled(0));
        assertFalse(writer.stalled(1000 * SECOND), "nothing is written");
        kept.within = () -> {
            long from = 1000 * SECOND * (1 + kept.sizes.size());
            told.add(writer.stalled(from));
            told.add(writer.stalled(from + 119 * SECOND));
            told.add(writer.stalled(from + 120 * SECOND));
        };
        // Each piece has its own time, and those before count for nothing.
        writer.write(kept, ByteBuffer.wrap(content(300_000)));
        assertEquals(List.of(false, false, true, false, false, true, false, false, true), told);
        assertFalse(writer.stalled(1_000_000 * SECOND), "nothing is written any more");
    }

    @Test
    void aFileIsTransferredAsFarAsItGoes(@TempDir Path folder) throws IOException {
        byte[] content = content(400_000);
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), content))) {
            for (int most : new int[] {999, 131_072, 1_000_000}) {
                Kept kept = new Kept();
                kept.most = most;
                assertEquals(300_000, new StallDetectingWriter().transfer(kept, file, 100, 300_000));
                assertEquals(ByteBuffer.wrap(content, 100, 300_000), ByteBuffer.wrap(kept.bytes.toByteArray()));
                assertEquals(10, new StallDetectingWriter().transfer(kept, file, 399_990, 300_000), "the file ends");
            }
            Kept copies = new Kept();
            copies.transfers = false;
            assertEquals(0, new StallDetectingWriter().transfer(copies, file, 0, 400_000));
        }
    }

    @Test
    void aTransferThatTakesTooLongIsTold(@TempDir Path folder) throws IOException {
        StallDetectingWriter writer = new StallDetectingWriter();
        Kept kept = new Kept();
        List<Boolean> told = new ArrayList<>();
        kept.within = () -> {
            told.add(writer.stalled(0));
            told.add(writer.stalled(120 * SECOND));
        };
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), content(100)))) {
            writer.transfer(kept, file, 0, 100);
        }
        assertEquals(List.of(false, true), told);
        assertFalse(writer.stalled(1_000_000 * SECOND), "nothing is written any more");
    }

    /** A client that takes nothing from a server without any deadline. */
    @Test
    void aReaderThatStandsStillIsCut() throws Exception {
        BlockingQueue<ServerConnection> begun = new LinkedBlockingQueue<>();
        BlockingQueue<IOException> ended = new LinkedBlockingQueue<>();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> w.write("x"))
                .protocol("http/1.1", connection -> {
                    try {
                        ByteBuffer bytes = ByteBuffer.allocate(100_000);
                        begun.add((ServerConnection) connection);
                        while (true) {
                            // Ends only as the write fails.
                            connection.write(bytes.clear());
                        }
                    } catch (IOException e) {
                        ended.add(e);
                    }
                })
                .build();
        server.start();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream().write('x');
            ServerConnection connection = begun.take();
            int waiting = -1;
            while (waiting <= 0 || waiting != client.getInputStream().available()) {
                waiting = client.getInputStream().available();
                Thread.sleep(300);
            }
            long now = System.nanoTime();
            connection.sweep(now);
            connection.sweep(now + 119 * SECOND);
            assertEquals(0, ended.size());
            // Of a step on another thread, as a client causes that sends and does not read: it is no sign that it does.
            connection.stepped(false);
            connection.sweep(now + Deadlines.WRITE_STALL_TIMEOUT + SECOND);
            IOException e = ended.poll(30, TimeUnit.SECONDS);
            assertTrue(e instanceof SocketTimeoutException, () -> "" + e);
        } finally {
            server.close();
        }
    }
}
