package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Endless requests on one connection whose client reads no answers: the server stops, and holds little. */
class PipeliningTest extends Http1Family {
    private static final int REQUESTS = 100_000;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String CONTENT = "Hello, World!";
    private static final byte[] REQUEST =
            "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    void configure(ServerBuilder builder) {
        builder.readHeaderTimeout(DEADLINE);
    }

    @Test
    void pipeliningOf100000RequestsWithoutReading() throws Exception {
        pipeline(size(1, 10), Duration.ZERO);
    }

    /** Who does not read for a while has sent its heads in time all the same. */
    @Test
    void pipeliningWithAPauseBeforeReading() throws Exception {
        pipeline(1, DEADLINE.plusSeconds(1));
    }

    private void pipeline(int connections, Duration pause) throws Exception {
        Socket[] sockets = new Socket[connections];
        FutureTask<?>[] senders = new FutureTask<?>[connections];
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = dial().connect();
                sockets[i] = socket;
                // Little room on our side, so that what the server cannot send is the server's to hold.
                socket.setReceiveBufferSize(64 * 1024);
                socket.setSoTimeout(Wire.SAFETY_MILLIS);
                senders[i] = new FutureTask<>(() -> send(socket), null);
                Thread.ofPlatform().daemon().start(senders[i]);
            }
            awaitStandstill();
            long served = since(ServerStats::requestsServed);
            assertTrue(served < (long) connections * REQUESTS, () -> "all were served: " + served);
            // One more for what the first request of all has loaded.
            assertHeapBelow((connections + 1) * (1L << 20));
            Thread.sleep(pause.toMillis());
            for (int i = 0; i < connections; i++) {
                readAll(sockets[i]);
                senders[i].get();
            }
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    private static void send(Socket socket) {
        byte[] many = new byte[REQUEST.length * 100];
        for (int i = 0; i < many.length; i++) {
            many[i] = REQUEST[i % REQUEST.length];
        }
        try {
            for (int i = 0; i < REQUESTS; i += 100) {
                socket.getOutputStream().write(many);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Until nothing is served any more but what the good clients ask for, a few each millisecond. */
    private void awaitStandstill() throws InterruptedException {
        long served = Long.MAX_VALUE;
        while (served > 1000) {
            long before = since(ServerStats::requestsServed);
            Thread.sleep(200);
            served = since(ServerStats::requestsServed) - before;
        }
    }

    /** Every answer, in order and whole. */
    private static void readAll(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        StringBuilder first = new StringBuilder();
        while (first.indexOf(CONTENT) < 0) {
            first.append((char) in.read());
        }
        int length = first.length();
        for (int i = 1; i < REQUESTS; i++) {
            String answer = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\n" + CONTENT), answer);
        }
        assertEquals(0, in.available(), "more than the answers");
    }
}
