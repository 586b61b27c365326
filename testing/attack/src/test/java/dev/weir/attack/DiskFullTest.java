package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads to a disk that becomes full: the client gets 507, or 500 from a handler that does not look, on a connection
 * whose state is known; the temporary file is gone; what fits is taken before and after.
 *
 * <p>The disk is a file system of its own in memory where one may be mounted, and {@code /dev/full} elsewhere.
 */
class DiskFullTest extends Family {
    /** What the disk holds. */
    private static final int DISK = 128 * 1024;
    /** More than that, with a rest that the server reads to keep the connection; less than the window of a stream. */
    private static final int TOO_LARGE = DISK + 100_000;
    /** And with one that it does not read. */
    private static final int FAR_TOO_LARGE = 4 << 20;

    private static final int FITS = 10_000;
    private static final int BUFFER = 16 * 1024;

    @TempDir
    private static Path folder;

    private Path disk;
    private boolean mounted;
    private int failed;

    /** Called before anything is weighed: that processes were started leaves threads behind. */
    private void mount() {
        try {
            disk = Files.createDirectory(folder.resolve("disk"));
            mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK / 1024 + "k", "tmpfs", disk.toString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    void unmount() throws Exception {
        assertTrue(!mounted || run("umount", disk.toString()), "the disk is still in use");
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // No such program, so it has not been done.
            return false;
        }
    }

    @Override
    void routes(ServeMux mux) {
        mount();
        mux.handle("PUT /careful", (w, r) -> {
            try {
                store(w, r);
            } catch (DiskException e) {
                throw new HttpError(Status.INSUFFICIENT_STORAGE, "no room for that");
            }
        });
        mux.handle("PUT /careless", this::store);
    }

    /** What the file has thrown, and not the client's connection. */
    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1;

        DiskException(IOException cause) {
            super(cause);
        }
    }

    private void store(ResponseWriter w, Request r) throws IOException {
        Path file = mounted ? Files.createTempFile(disk, "upload", ".part") : Path.of("/dev/full");
        try (InputStream in = r.content();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            long received = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received += n;
                // What fits has room on no device that is full, so there it is not written.
                if (mounted || received > DISK) {
                    try {
                        out.write(buffer, 0, n);
                    } catch (IOException e) {
                        throw new DiskException(e);
                    }
                }
            }
            w.status(Status.CREATED).write("got " + received);
        } finally {
            if (mounted) {
                Files.delete(file);
            }
        }
    }

    @Override
    long expectedFailures() {
        return failed;
    }

    /** A handler that fails is logged, with its stack trace, to one log or another. */
    @Override
    void configure(ServerBuilder builder) {
        builder.errorLog(Servers.LOG);
    }

    @BeforeEach
    void forget() {
        failed = 0;
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(disk)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private void failures(int expected) {
        failed = expected;
        Servers.await(
                () -> since(ServerStats::handlersFailed) == expected, () -> expected + " failed: " + server().stats());
    }

    private static String put(String path, int length) {
        return "PUT " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length);
    }

    private static String summary(Answer answer) {
        return answer.status() + " " + answer.body().stripTrailing();
    }

    /** The rest of the content is read, and the connection goes on. */
    @Test
    void connectionGoesOnOverHttp1() throws IOException {
        try (Wire wire = new Wire(dial().connect())) {
            assertEquals(
                    "201 got " + FITS, summary(wire.send(put("/careful", FITS)).answer(false)), wire::transcript);
            assertEquals(
                    "507 no room for that",
                    summary(wire.send(put("/careful", TOO_LARGE)).answer(false)),
                    wire::transcript);
            assertEquals(
                    "500 Internal Server Error",
                    summary(wire.send(put("/careless", TOO_LARGE)).answer(false)),
                    wire::transcript);
            assertEquals(
                    "201 got " + FITS, summary(wire.send(put("/careful", FITS)).answer(false)), wire::transcript);
        }
        failures(1);
    }

    /** The same when the content's length is not known before. */
    @Test
    void connectionGoesOnBehindChunks() throws IOException {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        try (Wire wire = new Wire(dial().connect())) {
            wire.send("PUT /careful HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(TOO_LARGE / 0x4000) + "0\r\n\r\n");
            assertEquals("507 no room for that", summary(wire.answer(false)), wire::transcript);
            assertEquals(
                    "201 got " + FITS, summary(wire.send(put("/careful", FITS)).answer(false)), wire::transcript);
        }
        failures(0);
    }

    /** The rest is too much to be read: the answer still comes whole, says that the connection ends, and it does. */
    @Test
    void connectionEndsBehindTheAnswerOverHttp1() throws IOException {
        try (Wire wire = new Wire(dial().connect())) {
            Answer answer = wire.send(put("/careful", FAR_TOO_LARGE)).answer(false);
            assertEquals("507 no room for that", summary(answer), wire::transcript);
            assertTrue(answer.connection("close"), wire::transcript);
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
        failures(0);
    }

    /** The stream ends, its rest is not wanted, and the others go on. */
    @Test
    void streamEndsOverHttp2() throws IOException {
        try (Http2Wire wire = Http2Wire.begin(dial().connect())) {
            assertEquals("201 got " + FITS, put(wire, 1, "/careful", FITS));
            assertEquals("507 no room for that\n", put(wire, 3, "/careful", TOO_LARGE));
            assertEquals("500 Internal Server Error\n", put(wire, 5, "/careless", TOO_LARGE));
            assertEquals("201 got " + FITS, put(wire, 7, "/careful", FITS));
        }
        failures(1);
    }

    /** Sends content whole, which the windows allow, and reads the answer. */
    private static String put(Http2Wire wire, int stream, String path, int length) throws IOException {
        wire.request(stream, false, "PUT", path);
        for (int left = length; left > 0; left -= BUFFER) {
            wire.data(stream, left <= BUFFER, "x".repeat(Math.min(left, BUFFER)));
        }
        String answer = null;
        while (answer == null) {
            Http2Wire.Frame frame = wire.read();
            if (frame.type() == Http2Wire.PING && frame.flags() == 0) {
                wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
            } else if (frame.type() == Http2Wire.HEADERS && frame.stream() == stream) {
                StringBuilder text = new StringBuilder(frame.field(":status")).append(' ');
                for (Http2Wire.Frame more = wire.read(); answer == null; more = more.ends() ? more : wire.read()) {
                    if (more.type() == Http2Wire.DATA) {
                        text.append(more.text());
                        answer = more.ends() ? text.toString() : null;
                    }
                }
            }
        }
        return answer;
    }
}
