package dev.weir.http2.engine;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Handler;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.FrameReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz connection}. The input is what a client sends
 * behind its preface. The engine must come to an end with it, send nothing but frames, and fail nowhere.
 * {@link ConnectionFuzzTest} runs it over its corpus.
 */
public final class ConnectionFuzz {
    private static final long SAFETY_SECONDS = 20;

    private static final Handler HANDLER = (w, r) -> {
        r.content().transferTo(OutputStream.nullOutputStream());
        w.write(r.target());
    };

    private ConnectionFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        MemoryServer server = new MemoryServer(HANDLER, Peer.CONFIG);
        MemoryConnection connection = MemoryConnection.open(server, "h2", null);
        Http2Protocol protocol = new Http2Protocol(server, Http2Config.DEFAULT);
        CountDownLatch ended = new CountDownLatch(1);
        connection.send(ClientPreface.BYTES);
        if (input.length > 0) {
            connection.send(input);
        }
        connection.endInput();
        Thread.ofVirtual().start(() -> {
            try {
                protocol.serve(connection);
            } catch (Exception | Error e) {
                server.logError("serve", e);
            } finally {
                connection.close();
                ended.countDown();
            }
        });
        if (!ended.await(SAFETY_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no end: " + server.notes());
        }
        if (!server.errors().isEmpty()) {
            throw new AssertionError("failures: " + server.errors());
        }
        byte[] written = connection.awaitWritten(0, 0);
        if (written != null) {
            ByteBuffer frames = ByteBuffer.wrap(written);
            FrameReader reader = FrameReader.ofServer();
            while (reader.next(frames) != null) {
                // Each frame that we send can be read.
            }
        }
    }
}
