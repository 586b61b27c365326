package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.FileServer;
import dev.weir.handlers.Sse;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Uploads;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.middleware.Decompression;
import dev.weir.middleware.RateLimit;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients send to middleware and handlers to make a server hold, or give away, more than it may; in the long form
 * more of it.
 */
class ToolboxAttackTest {
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");
    private static final int CLIENTS = LONG ? 200 : 30;
    /** What buffers, pools and a collector's rest come to, whoever many there are. */
    private static final long SLACK = 12 << 20;

    /** Of a client that is in the midst of something: buffers of both sides, which are in one process here. */
    private static final long EACH = 256 << 10;

    /** A crowd of clients shares a few processors with the server. */
    private static final int PATIENCE_SECONDS = 60;

    private static final String SECRET = "this is for nobody";

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void assertHeapBelow(long most) {
        // A collector may need more than one go.
        Servers.await(() -> heap() < most, () -> "the heap is " + heap() + ", and not below " + most);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> latch.getCount() + " are missing");
    }

    private static Server serving(Handler handler) throws IOException {
        return Servers.start(builder -> builder, handler);
    }

    private static void closeAll(List<Wire> wires) throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }

    private static String post(String fields, byte[] content) {
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + content.length + "\r\n" + fields + "\r\n"
                + new String(content, StandardCharsets.ISO_8859_1);
    }

    /** All are at their limit at the same time: what they hold then is no content. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br"})
    void bombsOfManyClientsAtOnce(String coding) throws Exception {
        byte[] bomb = CodingsTest.encoded(coding, new byte[64 << 20]);
        CountDownLatch refused = new CountDownLatch(CLIENTS);
        CountDownLatch weighed = new CountDownLatch(1);
        AtomicLong most = new AtomicLong();
        Handler handler = Decompression.create().wrap((_, r) -> {
            long read = 0;
            byte[] piece = new byte[8192];
            try {
                for (int n = r.content().read(piece); n >= 0; n = r.content().read(piece)) {
                    read += n;
                }
            } finally {
                most.accumulateAndGet(read, Math::max);
                refused.countDown();
                weighed.await();
            }
        });
        List<Wire> wires = new ArrayList<>();
        try (Server server = serving(handler)) {
            String request = post("Content-Encoding: " + coding + "\r\n", bomb);
            long before = heap();
            for (int i = 0; i < CLIENTS; i++) {
                wires.add(Wire.to(server.port()).send(request));
            }
            await(refused);
            // The clients have kept what they have sent, for what they say of a fault.
            assertHeapBelow(before + SLACK + CLIENTS * (EACH + 3L * bomb.length));
            weighed.countDown();
            for (Wire wire : wires) {
                assertEquals(413, wire.answer(false).status(), () -> coding);
            }
            assertTrue(most.get() <= 10 << 20, () -> "read " + most);
        } finally {
            weighed.countDown();
            closeAll(wires);
        }
    }

    /** A million clients, of whom each has a name that nobody had before: in the room of the table that was said. */
    @Test
    void keysWithoutEnd() {
        Handler limited = RateLimit.builder(1, Duration.ofHours(1))
                .key(r -> r.headers().get("X-Key"))
                .maxKeys(10_000)
                .build()
                .wrap((_, _) -> {});
        long before = heap();
        int keys = LONG ? 5_000_000 : 300_000;
        int refused = 0;
        for (int i = 0; i < keys; i++) {
            MemoryRequest request =
                    MemoryRequest.builder().header("X-Key", "key-" + i).build();
            refused += ResponseRecorder.serve(limited, request).status() == 429 ? 1 : 0;
        }
        assertHeapBelow(before + SLACK);
        // Whose bucket is taken by another goes on with that: a flood is held to the rate, and does not lift it.
        assertTrue(refused > keys / 2, "refused " + refused + " of " + keys);
    }

    private static long onDisk(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            long size = 0;
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        } catch (IOException | UncheckedIOException e) {
            // One has gone in the meantime.
            return 0;
        }
    }

    /** A form whose file has no end, and one with files without end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void uploadsWithoutEnd(boolean oneFile, @TempDir Path folder) throws Exception {
        int limit = 1 << 20;
        AtomicLong most = new AtomicLong();
        Handler handler = (w, r) -> {
            InputStream weighed = new FilterInputStream(r.content()) {
                @Override
                public int read(byte[] b, int off, int len) throws IOException {
                    most.accumulateAndGet(onDisk(folder), Math::max);
                    return super.read(b, off, len);
                }
            };
            try (Uploads uploads = Uploads.read(r.withContent(weighed, -1), Uploads.Limits.of(2, limit), folder)) {
                w.write("" + uploads.files().size());
            }
        };
        String part = "--B\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n";
        String piece = oneFile ? "x".repeat(1 << 16) : part + "x".repeat(1 << 16) + "\r\n";
        String chunk = Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n";
        try (Server server = serving(handler)) {
            long before = heap();
            for (int i = 0; i < (LONG ? 100 : 5); i++) {
                try (Wire wire = Wire.to(server.port())) {
                    wire.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: multipart/form-data; boundary=B\r\n\r\n");
                    wire.send((oneFile ? Integer.toHexString(part.length()) + "\r\n" + part + "\r\n" : "")
                            + chunk.repeat(2 * limit / piece.length()));
                    assertEquals(oneFile ? 413 : 400, wire.answer(false).status());
                }
            }
            assertHeapBelow(before + SLACK);
        }
        assertTrue(most.get() > 1 << 16 && most.get() <= limit + EACH, () -> most + " bytes on disk");
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** A jar has more in it than the folder that is served, and lies on a disk with still more. */
    @Test
    void pathsOutOfAJar(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("secret"), SECRET);
        try (FileSystem jar = FileSystems.newFileSystem(folder.resolve("app.jar"), Map.of("create", "true"))) {
            for (String name : new String[] {"/site", "/site/sub", "/META-INF", "/site2"}) {
                Files.createDirectory(jar.getPath(name));
            }
            Files.writeString(jar.getPath("/site/page"), "page");
            for (String name : new String[] {
                "/secret", "/secret.br", "/META-INF/secret", "/site2/secret", "/site/.secret", "/site/sub/.secret.gz"
            }) {
                Files.writeString(jar.getPath(name), SECRET);
            }
            FileServer files = FileServer.builder(jar.getPath("/site"))
                    .precompressed(true)
                    .listing(true)
                    .build();
            try (Server server = serving(files)) {
                assertEquals(200, asked(server, "/page").status());
                for (String path : new String[] {
                    "/../secret",
                    "/sub/../../secret",
                    "/%2e%2e/secret",
                    "/..%2fsecret",
                    "/%2fsecret",
                    "//secret",
                    "/..%5csecret",
                    "/..\\secret",
                    "/../META-INF/secret",
                    "/../site2/secret",
                    "/%2e%2e%2fsite2%2fsecret",
                    "2/secret",
                    "/.secret",
                    "/%2esecret",
                    "/sub/.secret",
                    "/sub/..",
                    "/page/../../secret",
                    "/page!/secret",
                    "/!/secret",
                    "/page%00/../secret",
                    "/" + folder.resolve("secret"),
                    "/file:" + folder.resolve("secret"),
                    "/jar:file:" + folder.resolve("app.jar") + "!/secret"
                }) {
                    Answer answer = asked(server, path);
                    assertTrue(List.of(307, 400, 404).contains(answer.status()), () -> path + ": " + answer);
                    assertFalse(answer.body().contains(SECRET), path);
                }
            }
        }
    }

    private static Answer asked(Server server, String path) throws IOException {
        try (Wire wire = Wire.to(server.port())) {
            return wire.send("GET " + path
                            + " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: zstd, br, gzip\r\nConnection: close\r\n\r\n")
                    .answer(false);
        }
    }

    /** Clients that ask for events and read none: each costs what its buffers hold, and its source ends in time. */
    @Test
    void eventsThatNobodyReads() throws Exception {
        String event = "x".repeat(64 << 10);
        CountDownLatch begun = new CountDownLatch(CLIENTS);
        AtomicInteger open = new AtomicInteger();
        Sse events = Sse.handler(stream -> {
                    open.incrementAndGet();
                    begun.countDown();
                    try {
                        while (true) {
                            stream.send(event);
                        }
                    } finally {
                        open.decrementAndGet();
                    }
                })
                .writeTimeout(Duration.ofSeconds(2));
        List<Wire> wires = new ArrayList<>();
        try (Server server = serving(events)) {
            long before = heap();
            for (int i = 0; i < CLIENTS; i++) {
                Socket socket = Wire.unconnected();
                socket.setReceiveBufferSize(4096);
                socket.connect(server.localAddress());
                wires.add(new Wire(socket).send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
            }
            await(begun);
            assertHeapBelow(before + SLACK + CLIENTS * EACH);
            Servers.await(() -> open.get() == 0, () -> open + " are not cut off");
            Servers.awaitNoConnections(server);
        } finally {
            closeAll(wires);
        }
    }
}
