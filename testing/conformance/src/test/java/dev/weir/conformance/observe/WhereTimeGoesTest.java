package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.observe.Metrics;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a request says of its time and its bytes, over both protocols. */
class WhereTimeGoesTest {
    /** More than a socket takes of an answer that is not read. */
    private static final int LARGE = 32 << 20;

    private final BlockingQueue<RequestEnd> ends = new LinkedBlockingQueue<>();
    private final AtomicReference<Thread> writer = new AtomicReference<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final Metrics metrics = new Metrics();
    private final Server server;

    WhereTimeGoesTest() throws IOException {
        server = Servers.start(
                b -> b.requestListener(metrics)
                        .requestListener(ends::add)
                        .protocol(new Http2Provider(
                                Http2Config.builder().maxConcurrentStreams(1).build())),
                site());
        metrics.watch(server);
    }

    private List<String> scrape() {
        return ResponseRecorder.serve(metrics.handler(), MemoryRequest.builder().build())
                .contentText()
                .lines()
                .toList();
    }

    private void requireMetrics(String... expected) {
        List<String> lines = scrape();
        for (String line : expected) {
            assertTrue(lines.contains(line), () -> line + " is not in " + lines);
        }
    }

    private Handler site() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /ok", (w, _) -> w.write("hello"));
        mux.handle("GET /large", (w, _) -> {
            writer.set(Thread.currentThread());
            byte[] piece = new byte[64 << 10];
            for (int sent = 0; sent < LARGE; sent += piece.length) {
                w.write(piece);
            }
            writer.set(null);
        });
        mux.handle("GET /deaf", (_, _) -> {
            running.countDown();
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    // Its client has gone; it goes on.
                }
            }
        });
        mux.handle("POST /read/{n}", (w, r) -> {
            int n = Integer.parseInt(r.pathValue("n"));
            assertEquals(n, r.content().readNBytes(n).length);
            w.write("ok");
        });
        return mux;
    }

    @AfterEach
    void end() {
        go.countDown();
        server.close();
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** Waits until the handler has stood still for a while, as its client takes nothing. */
    private void awaitStall() {
        int[] still = {0};
        Servers.await(
                () -> {
                    Thread of = writer.get();
                    boolean waits = of != null
                            && (of.getState() == Thread.State.WAITING || of.getState() == Thread.State.TIMED_WAITING);
                    still[0] = waits ? still[0] + 1 : 0;
                    return still[0] > 10;
                },
                () -> "the handler does not wait: " + writer.get());
    }

    private RequestEnd requireStalled(int status) throws InterruptedException {
        RequestEnd end = ends.take();
        assertEquals(status, end.status());
        assertEquals(LARGE, end.contentBytes());
        assertTrue(end.timeStalled().compareTo(Duration.ofMillis(1)) > 0, end::toString);
        assertTrue(end.timeInHandler().compareTo(end.timeStalled()) >= 0, end::toString);
        assertTrue(end.duration().compareTo(end.timeInHandler()) >= 0, end::toString);
        return end;
    }

    /** As an upgrade is not asked for, a handler of HTTP/1 writes to the socket itself. */
    @Test
    void aSlowSocketStallsHttp1() throws Exception {
        try (Wire wire = new Wire(socket())) {
            wire.send("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            awaitStall();
            wire.rest();
        }
        assertEquals("HTTP/1.1", requireStalled(200).protocol());
    }

    @Test
    void aShutWindowStallsHttp2() throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            requireMetrics("weir_streams_open 0", "weir_response_stalled_seconds_count 0");
            wire.get(1, "/large");
            awaitStall();
            requireMetrics("weir_streams_open 1", "weir_streams_shut_windows 1", "weir_connections_shut_windows 1");
            wire.window(1, 2 * LARGE);
            Servers.await(() -> scrape().contains("weir_streams_shut_windows 0"), () -> "" + scrape());
            requireMetrics("weir_streams_open 1", "weir_connections_shut_windows 1");
            wire.window(0, 2 * LARGE);
            Http2Wire.Frame frame = wire.read();
            while (!frame.ends()) {
                frame = wire.read();
            }
        }
        assertEquals("HTTP/2", requireStalled(200).protocol());
        requireMetrics("weir_response_stalled_seconds_count 1");
    }

    @Test
    void anAnswerThatGoesOutAtOnceIsNotStalled() throws Exception {
        try (Wire wire = new Wire(socket());
                Http2Wire two = Http2Wire.begin(socket())) {
            wire.send("GET /ok HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
            assertEquals(Duration.ZERO, ends.take().timeStalled());
            two.get(1, "/ok").answer(1);
            assertEquals(Duration.ZERO, ends.take().timeStalled());
        }
    }

    /** One whose client has reset it keeps its place until its handler has returned. */
    @Test
    void aRequestWaitsForAPlaceOverHttp2() throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.get(1, "/deaf");
            running.await();
            wire.reset(1, 8).get(3, "/ok");
            wire.expectAlive();
            long from = System.nanoTime();
            wire.expectAlive();
            long to = System.nanoTime();
            go.countDown();
            assertEquals("200 hello", wire.answer(3));
            RequestEnd end = ends.take();
            if (end.stream() != 3) {
                end = ends.take();
            }
            assertEquals(3, end.stream());
            assertTrue(end.timeWaiting().toNanos() >= to - from, end::toString);
        }
    }

    /** Content that is not here yet is waited for by a thread, which has to begin. */
    @Test
    void waitingIsKnownOverHttp1() throws Exception {
        try (Wire wire = new Wire(socket())) {
            wire.send("GET /ok HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                    .answer(false);
            assertTrue(ends.take().timeWaiting().compareTo(Duration.ZERO) > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10, Content-Length: 10, 1234567890, 10",
        "4, Content-Length: 10, 1234567890, 4",
        "0, Content-Length: 10, 1234567890, 0",
        "0, Content-Length: 0, '', 0",
        "0, X-None: x, '', 0",
        "6, Transfer-Encoding: chunked, '3|123|3|456|0||', 6",
        "4, Transfer-Encoding: chunked, '3|123|3|456|0||', 4"
    })
    void contentThatWasReadIsCountedOverHttp1(int read, String field, String content, int expected) throws Exception {
        try (Wire wire = new Wire(socket())) {
            wire.send("POST /read/" + read + " HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n"
                    + content.replace("|", "\r\n"));
            assertEquals(200, wire.answer(false).status());
        }
        assertEquals(expected, ends.take().receivedBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 10})
    void contentThatHasComeIsCountedOverHttp2(int length) throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.request(1, false, "POST", "/read/" + length).data(1, true, "1234567890".substring(0, length));
            assertEquals("200 ok", wire.answer(1));
        }
        assertEquals(length, ends.take().receivedBytes());
    }
}
