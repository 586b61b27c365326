package dev.weir.conformance.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many clients at once meet: all are served, none is lost, and afterwards nothing is left over. */
@Isolated("it counts the process's threads and descriptors")
class LoadTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Server start(boolean tls, Handler handler) throws IOException {
        ServerBuilder builder =
                Server.builder().address("127.0.0.1:0").handler(handler).errorLog(Servers.LOG);
        Server server = (tls ? builder.tls(Certificates.server()) : builder).build();
        server.start();
        return server;
    }

    private static Wire connect(Server server, boolean tls) throws IOException {
        return tls ? new Wire(Certificates.connect(server.port(), "http/1.1")) : Wire.to(server.port());
    }

    /** A third is quick, a third sends byte by byte, a third reads late; all wait for one another in the middle. */
    @Test
    void aThousandConnectionsOfEveryKindAreServed() throws Exception {
        int clients = 1000;
        String body = "x".repeat(5000);
        AtomicInteger most = new AtomicInteger();
        AtomicReference<Server> running = new AtomicReference<>();
        // Everybody is connected and in the midst of it before anybody goes on.
        CyclicBarrier half = new CyclicBarrier(
                clients, () -> most.set((int) running.get().stats().openConnections()));
        int threadsBefore = Thread.activeCount();
        long descriptorsBefore = descriptors();
        try (Server server = start(false, (w, r) -> {
                    byte[] content = r.content().readAllBytes();
                    w.write(content.length + ":" + body);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            running.set(server);
            List<Future<String>> done = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int kind = i % 3;
                done.add(threads.submit(() -> {
                    try (Wire wire = Wire.to(server.port())) {
                        String request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n01234567890123456789";
                        for (int round = 0; round < 3; round++) {
                            if (kind == 1) {
                                for (char c : request.toCharArray()) {
                                    wire.send("" + c);
                                    Thread.yield();
                                }
                            } else {
                                wire.send(request);
                            }
                            if (kind == 2 && round == 1) {
                                half.await(60, TimeUnit.SECONDS);
                            }
                            Answer answer = wire.answer(false);
                            assertEquals(200, answer.status(), wire::transcript);
                            assertEquals("20:" + body, answer.body());
                            if (kind != 2 && round == 1) {
                                half.await(60, TimeUnit.SECONDS);
                            }
                        }
                        return "served";
                    }
                }));
            }
            for (Future<String> one : done) {
                assertEquals("served", one.get());
            }
            assertEquals(clients, most.get(), "connections that were open at once");
            Servers.awaitNoConnections(server);
            assertEquals(3L * clients, server.stats().requestsServed());
            assertTrue(server.shutdown(Duration.ofSeconds(10)));
        }
        assertBackTo(threadsBefore, descriptorsBefore);
    }

    private static void assertBackTo(int threadsBefore, long descriptorsBefore) {
        Servers.await(
                () -> Thread.activeCount() <= threadsBefore,
                () -> "platform threads: " + Thread.activeCount() + ", before: " + threadsBefore);
        // The client's side is closed by now, and the server's must be; a few may belong to the class loader.
        Servers.await(
                () -> descriptors() <= descriptorsBefore + 10,
                () -> "file descriptors: " + descriptors() + ", before: " + descriptorsBefore);
    }

    /** Open file descriptors of this process where the system tells them; else none. */
    private static long descriptors() {
        Path folder = Path.of("/proc/self/fd");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(folder)) {
            return open.count();
        } catch (IOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shutdownUnderLoadLosesNoRequest(boolean tls) throws Exception {
        int clients = 100;
        String body = "y".repeat(10_000);
        AtomicLong answered = new AtomicLong();
        AtomicBoolean shuttingDown = new AtomicBoolean();
        ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
        Semaphore warm = new Semaphore(0);
        try (Server server = start(tls, (w, r) -> {
                    Thread.sleep(2);
                    w.write(body);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> {
                    try (Wire wire = connect(server, tls)) {
                        boolean more = true;
                        for (int n = 0; more; n++) {
                            wire.send(GET);
                            // Read after the write: when it is false, the request was whole before the shutdown.
                            boolean before = !shuttingDown.get();
                            more = once(wire, before, body, answered, lost);
                            if (n == 2) {
                                warm.release();
                            }
                        }
                    } catch (IOException e) {
                        // A write that met a closed connection: its request was not accepted.
                        if (!shuttingDown.get()) {
                            lost.add("before the shutdown: " + e);
                        }
                    }
                }));
            }
            assertTrue(warm.tryAcquire(clients, 60, TimeUnit.SECONDS), "the clients did not get going");
            shuttingDown.set(true);
            assertTrue(
                    server.shutdown(Duration.ofSeconds(30)), () -> "shutdown had to cut something: " + server.stats());
            for (Future<?> one : all) {
                one.get();
            }
            assertEquals(List.of(), List.copyOf(lost));
            assertEquals(answered.get(), server.stats().requestsServed(), "answers that came, and requests served");
            assertEquals(0, server.stats().openConnections());
            assertEquals(0, server.stats().handlersCancelled());
        }
    }

    /** Reads one answer; false when the connection is done. */
    private static boolean once(
            Wire wire, boolean before, String body, AtomicLong answered, ConcurrentLinkedQueue<String> lost) {
        Answer answer;
        long came = wire.count();
        try {
            answer = wire.answer(false);
        } catch (IOException e) {
            // No byte of an answer at all is right only for a request that crossed the end of an idle connection.
            if (before || wire.count() > came) {
                lost.add((before ? "sent before the shutdown: " : "broken off: ") + e + wire.transcript());
            }
            return false;
        }
        answered.incrementAndGet();
        if (answer.status() != 200 || !answer.body().equals(body)) {
            lost.add("a wrong answer: " + answer);
        }
        return !answer.connection("close");
    }

    /** The answers fill every buffer; then the server must stop reading, and everybody else must not notice. */
    @Test
    void requestsPipelinedWithoutReadingAreHeldBack() throws Exception {
        String body = "z".repeat(1000);
        int most = 200_000;
        byte[] batch = GET.repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (Server server = start(false, (w, r) -> w.write(body));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            AtomicInteger sent = new AtomicInteger();
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    OutputStream out = socket.getOutputStream();
                    while (sent.get() < most) {
                        out.write(batch);
                        sent.addAndGet(100);
                    }
                } catch (IOException _) {
                    // The test is over.
                }
            });
            // The flood stands still: as many requests were served as answers fit the system's buffers.
            long[] served = {-1};
            Servers.await(
                    () -> {
                        long now = server.stats().requestsServed();
                        boolean still = now == served[0] && now > 0;
                        served[0] = now;
                        if (!still) {
                            pause();
                        }
                        return still;
                    },
                    () -> "the server goes on serving what is not read: " + server.stats());
            assertTrue(sent.get() < most, "all " + most + " requests were taken, with no answer read");
            assertTrue(sent.get() >= 10_000 || served[0] > 1000, () -> "only " + sent + " requests were taken");
            for (int i = 0; i < 50; i++) {
                try (Wire other = Wire.to(server.port())) {
                    other.send(GET);
                    assertEquals(body, other.answer(false).body(), other::transcript);
                }
            }
            // Once somebody reads, it goes on, and every answer is whole and in its place.
            Wire reader = new Wire(socket);
            for (int i = 0; i < 5000; i++) {
                assertEquals(body, reader.answer(false).body());
            }
            reader.reset();
            flood.join();
            Servers.awaitNoConnections(server);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tenThousandPipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Server server = start(
                        false, (w, r) -> w.header("Content-Type", "text/plain").write(r.query()));
                Wire wire = Wire.to(server.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                requests.append("GET /?").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            wire.send(requests.toString());
            for (int i = 0; i < 10_000; i++) {
                assertEquals("" + i, wire.answer(false).body());
            }
        }
    }

    @Test
    void connectionsOverTheLimitWaitAndAreServed() throws Exception {
        try (Server server = limited();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> {
                    try (Wire wire = Wire.to(server.port())) {
                        wire.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                        return wire.answer(false).status();
                    }
                }));
            }
            for (Future<Integer> one : all) {
                assertEquals(200, one.get());
            }
        }
    }

    private static Server limited() throws IOException {
        AtomicInteger running = new AtomicInteger();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .maxConnections(5)
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    int now = running.incrementAndGet();
                    Thread.sleep(1);
                    running.decrementAndGet();
                    w.status(now <= 5 ? 200 : 500);
                })
                .build();
        server.start();
        return server;
    }
}
