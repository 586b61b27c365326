package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.api.Handler;
import dev.weir.http.api.ResponseWriter;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content from buffers and files, on top of what every handler sees and does. */
abstract class BulkSemantics extends EndingSemantics {
    /** More than all buffers between a handler and a client that does not read. */
    private static final int HUGE = 24 << 20;

    @TempDir
    Path folder;

    /** How much is written, and whether its length was set before. */
    record Written(int size, boolean declared) {
        void head(ResponseWriter w, int length) {
            if (declared) {
                w.header("Content-Length", Integer.toString(length));
            }
        }
    }

    /** Around what a response holds back, and several pieces of whatever is sent in pieces. */
    static Stream<Written> sizes() {
        return IntStream.of(0, 1, 4095, 4096, 4097, 9_000, 70_000, 3_000_017)
                .boxed()
                .flatMap(size -> Stream.of(new Written(size, true), new Written(size, false)));
    }

    private byte[] fetch(Fixture f, String target) throws IOException {
        try (Call call = f.open("GET", target)) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(200, reply.status());
            return reply.readAll();
        }
    }

    private FileChannel file(byte[] content) throws IOException {
        return FileChannel.open(Files.write(folder.resolve("file"), content), StandardOpenOption.READ);
    }

    /** The buffer's part of an array, with other bytes before and after it. */
    private static ByteBuffer within(ByteBuffer larger, byte[] content) {
        larger.position(7).limit(7 + content.length);
        return larger.duplicate().put(content).flip().position(7);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void contentFromBuffers(Written written) throws Exception {
        byte[] content = random(written.size());
        int larger = content.length + 20;
        try (Fixture f = serving((w, r) -> {
            ByteBuffer src = switch (r.path()) {
                case "/direct" -> within(ByteBuffer.allocateDirect(larger), content);
                case "/heap" -> within(ByteBuffer.allocate(larger), content);
                case "/slice" ->
                    within(ByteBuffer.allocate(larger + 3).slice(3, larger), content)
                            .slice();
                default -> within(ByteBuffer.allocate(larger), content).asReadOnlyBuffer();
            };
            written.head(w, content.length);
            w.write(src);
            assertFalse(src.hasRemaining());
        })) {
            for (String kind : List.of("/direct", "/heap", "/slice", "/read-only")) {
                assertArrayEquals(content, fetch(f, kind), kind);
            }
        }
    }

    /** Around a read of content, and several of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 32_767, 32_768, 65_535, 65_536, 65_537, 3_000_017})
    void contentThatComesBack(int size) throws Exception {
        byte[] content = random(size);
        try (Fixture f = serving((w, r) -> {
            w.header("Content-Length", Long.toString(r.contentLength()));
            switch (r.path()) {
                case "/whole" -> assertEquals(size, r.content().transferTo(w));
                case "/rest" -> {
                    w.write(r.content().readNBytes(1_000));
                    assertEquals(Math.max(0, size - 1_000), r.content().transferTo(w));
                    assertEquals(0, r.content().transferTo(w), "the end was met");
                }
                case "/wrapped" -> assertEquals(size, r.content().transferTo(new ForwardingResponseWriter(w) {}));
                default -> {
                    FutureTask<Long> aside = new FutureTask<>(() -> r.content().transferTo(w));
                    Thread.ofVirtual().start(aside);
                    assertEquals(size, aside.get());
                }
            }
        })) {
            for (String way : List.of("/whole", "/rest", "/wrapped", "/aside")) {
                try (Call call = f.post(way, size)) {
                    // As a server that has no room for the answer reads no more.
                    FutureTask<Void> sent = new FutureTask<>(() -> {
                        call.write(content);
                        call.end(List.of());
                        return null;
                    });
                    Thread.ofVirtual().start(sent);
                    assertArrayEquals(content, call.reply().readAll(), way);
                    sent.get();
                }
            }
        }
    }

    @Test
    void aBufferMayBeUsedAgainAtOnce() throws Exception {
        ByteBuffer src = ByteBuffer.allocateDirect(10_000);
        try (Fixture f = serving((w, r) -> {
            for (int i = 0; i < 100; i++) {
                src.clear();
                while (src.hasRemaining()) {
                    src.put((byte) i);
                }
                w.write(src.flip());
            }
        })) {
            byte[] content = fetch(f, "/");
            assertEquals(1_000_000, content.length);
            for (int i = 0; i < content.length; i++) {
                assertEquals(i / 10_000, content[i], "at " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void contentFromAFile(Written written) throws Exception {
        byte[] content = random(written.size() + 100);
        try (FileChannel file = file(content);
                Fixture f = serving((w, r) -> {
                    file.position(3);
                    written.head(w, written.size());
                    w.transferFrom(file, 50, written.size());
                    assertEquals(3, file.position());
                })) {
            byte[] part = Arrays.copyOfRange(content, 50, 50 + written.size());
            assertArrayEquals(part, fetch(f, "/"));
            assertArrayEquals(part, fetch(f, "/"), "the connection goes on");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void contentOfAllKindsKeepsItsOrder(boolean declared) throws Exception {
        byte[] middle = random(100_000);
        int length = 2 * ("before".length() + middle.length) + "behind".length();
        try (FileChannel file = file(middle);
                Fixture f = serving((w, r) -> {
                    new Written(length, declared).head(w, length);
                    w.write("before");
                    w.transferFrom(file, 0, middle.length);
                    w.write("before");
                    w.write(ByteBuffer.allocateDirect(middle.length).put(middle).flip());
                    w.write("behind");
                })) {
            byte[] content = ByteBuffer.allocate(length)
                    .put(bytes("before"))
                    .put(middle)
                    .put(bytes("before"))
                    .put(middle)
                    .put(bytes("behind"))
                    .array();
            assertArrayEquals(content, fetch(f, "/"));
        }
    }

    @Test
    void headHasTheLengthAndNoContent() throws Exception {
        try (FileChannel file = file(random(100_000));
                Fixture f = serving((w, r) -> {
                    w.header("Content-Length", "200000");
                    w.transferFrom(file, 0, 100_000);
                    ByteBuffer src = ByteBuffer.allocateDirect(100_000);
                    w.write(src);
                    assertFalse(src.hasRemaining());
                });
                Call call = f.open("HEAD", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("200000", reply.field("Content-Length"));
            assertEquals("", text(reply.readAll()));
        }
    }

    @Test
    void theTypeIsGuessedFromTheFirstBytes() throws Exception {
        try (FileChannel file = file(bytes("<!DOCTYPE html>" + " ".repeat(10_000)));
                Fixture f = serving((w, r) -> {
                    w.transferFrom(file, 0, file.size());
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            assertEquals("text/html; charset=utf-8", call.reply().field("Content-Type"));
        }
    }

    @Test
    void moreThanTheLengthFailsBeforeAnyOfItIsSent() throws Exception {
        try (FileChannel file = file(random(10_000));
                Fixture f = serving((w, r) -> {
                    w.header("Content-Length", "5").write("hello");
                    assertThrows(IOException.class, () -> w.transferFrom(file, 0, 10_000));
                    assertThrows(IOException.class, () -> w.write(ByteBuffer.allocateDirect(1)));
                })) {
            assertEquals("hello", text(fetch(f, "/")));
        }
    }

    @Test
    void aFileThatIsTooShortFailsBeforeAnyOfItIsSent() throws Exception {
        try (FileChannel file = file(random(10_000));
                Fixture f = serving((w, r) -> {
                    assertThrows(EOFException.class, () -> w.transferFrom(file, 1, 10_000));
                    assertThrows(IndexOutOfBoundsException.class, () -> w.transferFrom(file, -1, 1));
                    assertThrows(IndexOutOfBoundsException.class, () -> w.transferFrom(file, 1, Long.MAX_VALUE));
                    w.write("none of it");
                })) {
            assertEquals("none of it", text(fetch(f, "/")));
        }
    }

    // ---- with a client that does not read, so that the handler has to wait

    private interface Sending {
        void to(ResponseWriter w, FileChannel file) throws IOException;
    }

    private static Stream<Sending> sendings() {
        return Stream.of(
                new Sending() {
                    @Override
                    public void to(ResponseWriter w, FileChannel file) throws IOException {
                        w.transferFrom(file, 0, HUGE);
                    }

                    @Override
                    public String toString() {
                        return "a file";
                    }
                },
                new Sending() {
                    @Override
                    public void to(ResponseWriter w, FileChannel file) throws IOException {
                        w.write(file.map(FileChannel.MapMode.READ_ONLY, 0, HUGE));
                    }

                    @Override
                    public String toString() {
                        return "a buffer";
                    }
                });
    }

    /** A handler that says on which thread it sends, and how that ended. */
    private record Sender(
            Sending sending, FileChannel file, BlockingQueue<Thread> threads, BlockingQueue<Object> ends) {
        static Sender of(Sending sending, FileChannel file) {
            return new Sender(sending, file, new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
        }

        /** Sends once, or as often as a client takes it that reads on while it closes, as some do with TLS. */
        void serve(ResponseWriter w, int times) throws IOException {
            w.header("Content-Length", Long.toString((long) HUGE * times));
            threads.add(Thread.currentThread());
            try {
                for (int i = 0; i < times; i++) {
                    sending.to(w, file);
                }
                ends.add("sent");
            } catch (IOException e) {
                ends.add(e);
                throw e;
            }
        }

        /** Waits until the client has to read for anything more to happen. */
        void awaitWaiting() throws InterruptedException {
            Thread thread = threads.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            Servers.await(() -> thread.getState() == Thread.State.WAITING && ends.isEmpty(), () -> "" + thread);
        }

        Object end() throws InterruptedException {
            return ends.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void aSlowClientGetsAllOfIt(Sending sending) throws Exception {
        byte[] content = random(HUGE);
        try (FileChannel file = file(content)) {
            Sender sender = Sender.of(sending, file);
            try (Fixture f = serving((w, r) -> sender.serve(w, 1));
                    Call call = f.open("GET", "/")) {
                call.end(List.of());
                sender.awaitWaiting();
                assertArrayEquals(content, call.reply().readAll());
                assertEquals("sent", sender.end());
            }
        }
    }

    @Test
    void aFileThatShrinksCutsTheResponse() throws Exception {
        try (FileChannel file = file(new byte[HUGE])) {
            Sender sender = Sender.of(sendings().findFirst().orElseThrow(), file);
            try (Fixture f = serving((w, r) -> sender.serve(w, 1));
                    Call call = f.open("GET", "/")) {
                call.end(List.of());
                sender.awaitWaiting();
                Files.write(folder.resolve("file"), new byte[10_000], StandardOpenOption.TRUNCATE_EXISTING);
                assertThrows(Client.Cut.class, () -> call.reply().readAll());
                assertInstanceOf(EOFException.class, sender.end());
                Servers.await(() -> f.server.stats().handlersFailed() == 1, () -> "" + f.server.stats());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void aClientThatGoesFailsIt(Sending sending) throws Exception {
        try (FileChannel file = file(new byte[HUGE])) {
            Sender sender = Sender.of(sending, file);
            try (Fixture f = serving((w, r) -> sender.serve(w, 1_000_000))) {
                Call call = f.open("GET", "/");
                call.end(List.of());
                sender.awaitWaiting();
                call.abandon();
                assertInstanceOf(IOException.class, sender.end());
                Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "" + f.server.stats());
                assertEquals(0, f.server.stats().handlersFailed(), f.server.stats()::toString);
            }
            assertEquals(HUGE, file.size(), "the file is still open, as others may be reading it");
        }
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void aWriteDeadlineEndsIt(Sending sending) throws Exception {
        try (FileChannel file = file(new byte[HUGE])) {
            Sender sender = Sender.of(sending, file);
            Handler handler = (w, r) -> {
                w.writeDeadline(SHORT);
                sender.serve(w, 1);
            };
            try (Fixture f = serving(handler);
                    Call call = f.open("GET", "/")) {
                call.end(List.of());
                // The client does not read.
                assertInstanceOf(IOException.class, sender.end());
            }
            assertEquals(HUGE, file.size(), "the file is still open, as others may be reading it");
        }
    }
}
