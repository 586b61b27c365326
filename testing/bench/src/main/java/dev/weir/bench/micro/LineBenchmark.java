package dev.weir.bench.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What no access log can do without: to bring a line that is ready into a chunk, and chunks into a file; and to look at
 * the clock.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LineBenchmark {
    private static final byte[] LINE =
            ("127.0.0.1 - - [30/Nov/2026:09:30:00 +0000] \"GET /plaintext HTTP/2.0\" 200 13 \"-\" \"h2load"
                            + " nghttp2/1.52.0\"\n")
                    .getBytes(StandardCharsets.US_ASCII);
    /** As many as a chunk of the log has. */
    private static final int LINES = 630;
    /** Where the file begins anew. */
    private static final long MOST_BYTES = 256L << 20;

    private final byte[] chunk = new byte[64 << 10];
    private final ByteBuffer view = ByteBuffer.wrap(chunk);
    private Path path;
    private FileChannel file;

    /** Opens the file, in the folder for such. */
    @Setup
    public void open() throws IOException {
        path = Files.createTempFile("weir-line", ".log");
        file = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /** Empties it. */
    @Setup(Level.Iteration)
    public void empty() throws IOException {
        file.truncate(0);
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }

    /** Into the chunk alone. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public byte[] copy() {
        for (int i = 0; i < LINES; i++) {
            System.arraycopy(LINE, 0, chunk, i * LINE.length, LINE.length);
        }
        return chunk;
    }

    /** And the chunk into the file, which is the system's memory first. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public byte[] copyAndWrite() throws IOException {
        copy();
        if (file.position() > MOST_BYTES) {
            file.truncate(0);
        }
        view.limit(LINES * LINE.length).position(0);
        while (view.hasRemaining()) {
            file.write(view);
        }
        return chunk;
    }

    /** A look at the clock. */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }
}
