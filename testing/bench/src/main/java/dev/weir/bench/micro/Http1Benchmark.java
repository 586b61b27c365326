package dev.weir.bench.micro;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http1.Http1Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The whole engine of HTTP/1 over a connection in memory: all that a request costs but sockets and threads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Http1Benchmark {
    private static final int PIPELINED = 16;
    private static final int CHUNKS = 64;
    private static final int CHUNK = 1024;
    private static final byte[] CONTENT = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    /** As a server has them, with a {@code Date}. */
    private static final ServerConfig CONFIG =
            ServerConfig.builder().lingerTimeout(Duration.ZERO).build();

    /** Sixteen small requests at once, or one with 64 KiB in 64 chunks. */
    @Param({"pipelined16", "chunked64k"})
    public String requests;

    private MemoryServer server;
    private Protocol protocol;
    private byte[] sent;
    private final byte[] buffer = new byte[8192];

    /** Makes the server, and what its client sends. */
    @Setup
    public void setUp() {
        server = new MemoryServer(this::serve, CONFIG);
        protocol = new Http1Provider().open(server);
        sent = (requests.equals("chunked64k") ? chunked() : "GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(PIPELINED))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String chunked() {
        String chunk = Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n";
        return "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(CHUNKS) + "0\r\n\r\n";
    }

    private void serve(ResponseWriter w, Request r) throws IOException {
        while (r.content().read(buffer) >= 0) {
            // What matters is that it is read.
        }
        w.header("Content-Type", "text/plain").write(CONTENT);
    }

    /** A connection, from its first byte to its end. */
    @Benchmark
    public long serve() throws Exception {
        MemoryConnection connection = MemoryConnection.counting(server, "http/1.1", sent);
        protocol.serve(connection);
        // A request that fails costs something else.
        if (!server.errors().isEmpty()
                || !server.notes().isEmpty()
                || connection.events().contains("abort")) {
            throw new IllegalStateException(server.errors() + ", " + server.notes() + ", " + connection.events());
        }
        return connection.writtenBytes();
    }
}
