package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The client with a rate, against a server that answers as a test wants, and the parsing of its output. */
class RateClientTest {
    private static final String ANSWER = "HTTP/1.1 %s\r\nContent-Length: 13\r\n\r\nHello, World!";
    private static final int RATE = 200;
    private static final int SLEEP_MICROS = 20_000;

    /** Answers requests of HTTP/1, the first one after a pause. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener;
        private final String status;
        private final AtomicInteger pauseMillis;

        Server(String status, int pauseMillis) throws IOException {
            this.status = status;
            this.pauseMillis = new AtomicInteger(pauseMillis);
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                InputStream in = socket.getInputStream();
                byte[] answer = ANSWER.formatted(status).getBytes(StandardCharsets.US_ASCII);
                int newlines = 0;
                StringBuilder head = new StringBuilder();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
                    head.append((char) b);
                    if (newlines == 2) {
                        newlines = 0;
                        Thread.sleep(pauseMillis.getAndSet(0));
                        if (head.indexOf(RequestTarget.SLEEP.path()) > 0) {
                            Thread.sleep(SLEEP_MICROS / 1_000);
                        }
                        head.setLength(0);
                        socket.getOutputStream().write(answer);
                    }
                }
            } catch (IOException | InterruptedException e) {
                // The client has closed the connection, which ends a run.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static LoadResult run(Server server, int connections) throws IOException {
        RateClient client = new RateClient(new RatePlan(false, connections, 1, RATE, false, true));
        return RateLoad.parse(client.run(server.listener.getLocalPort(), 1, false));
    }

    @Test
    void asksAsOftenAsItIsTold() throws IOException {
        try (Server server = new Server("200 OK", 0)) {
            LoadResult result = run(server, 4);
            assertEquals(RATE, result.requests());
            assertEquals(0, result.badStatus());
            assertEquals(0, result.socketErrors());
            assertTrue(result.latency().p50() > 0, result::toString);
        }
    }

    /**
     * The one connection stands still for half of the run: half of its requests have waited, and a client that counted
     * from sending would have seen a single long time.
     */
    @Test
    void countsFromWhenARequestWasDue() throws IOException {
        try (Server server = new Server("200 OK", 500)) {
            LoadResult result = run(server, 1);
            assertEquals(RATE, result.requests());
            assertTrue(result.latency().p99() > 400_000, result::toString);
        }
    }

    /** Answers behind a sleep count apart; without the sleepers there are the small ones alone. */
    @Test
    void sleepersCountApart() throws IOException {
        RateClient client = new RateClient(new RatePlan(false, 8, 1, RATE, true, false));
        try (Server server = new Server("200 OK", 0)) {
            LoadResult both = RateLoad.parse(client.run(server.listener.getLocalPort(), 1, false));
            assertEquals(RATE, both.requests());
            assertEquals(0, both.socketErrors());
            assertTrue(both.sleepers().p50() >= SLEEP_MICROS, both::toString);
            assertTrue(both.latency().p50() < both.sleepers().p50(), both::toString);
            LoadResult alone = RateLoad.parse(client.run(server.listener.getLocalPort(), 1, true));
            assertEquals(RATE / 2, alone.requests());
            assertEquals(0, alone.socketErrors());
            assertEquals(Percentiles.UNKNOWN, alone.sleepers());
            assertTrue(alone.latency().p50() > 0, alone::toString);
        }
    }

    @Test
    void seesOtherAnswers() throws IOException {
        try (Server server = new Server("503 No", 0)) {
            assertEquals(RATE, run(server, 2).badStatus());
        }
    }

    @Test
    void aBrokenRunIsTold() throws IOException {
        String line = new RateClient(new RatePlan(false, 1, 1, RATE, false, true)).run(Launcher.freePort(), 1, false);
        IOException thrown = assertThrows(IOException.class, () -> RateLoad.parse(line));
        assertTrue(thrown.getMessage().contains("errors 200"), line);
    }

    @Test
    void readsWhatWasCounted() throws IOException {
        LoadResult result = RateLoad.parse("requests 50000 micros 10000000 p50 80.5 p99 900.0 p999 4000.1"
                + " sleepers p50 20000.5 p99 21000.0 p999 22000.0 bad 1 errors 2");
        Percentiles sleepers = new Percentiles(20_000.5, 21_000, 22_000);
        assertEquals(new LoadResult(50_000, 10, new Percentiles(80.5, 900, 4000.1), sleepers, 1, 2), result);
    }
}
