package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.attack.StoppedHandshake.Stop;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A crowd whose TLS handshakes stop, at each place where a client can stop: they hold no thread and little memory, who is
 * served already and who comes later is served beside them, and the handshake's deadline ends them.
 */
class StoppedHandshakeTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CONTENT = "Hello, World!";
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** How many stop at each place. */
    private static final int EACH = Family.size(5, 450);

    private static final int EACH_UNTIL_LATE = Family.size(1, 100);
    /** What one may hold on both sides. */
    private static final int HEAP_EACH = 32 * 1024;

    private static final int HEAP_SLACK = 16 << 20;
    /** Good clients: one of each protocol. */
    private static final int GOOD = 2;

    private static Server start(String provider, Duration deadline) throws IOException {
        return Servers.start(
                builder -> builder.readHeaderTimeout(deadline)
                        .tls(TlsConfig.builder()
                                .certificate(TestKeys.of("EC", "localhost").tls())
                                .namedGroups(StoppedHandshake.GROUPS)
                                .provider(provider)
                                .build()),
                (w, _) -> w.write(CONTENT));
    }

    private static void newClientIsServed(TlsServer tls, Server server) throws IOException {
        try (Wire wire = new Wire(tls.connect(server.port(), "localhost", "http/1.1"))) {
            assertEquals(CONTENT, wire.send(GET).answer(false).body(), wire::transcript);
        }
    }

    private static Footprint weigh(GoodClient... good) {
        for (GoodClient client : good) {
            client.pause();
        }
        Footprint now = Footprint.now();
        for (GoodClient client : good) {
            client.resume();
        }
        return now;
    }

    private static Footprint butDescriptors(Footprint now, Footprint before) {
        return new Footprint(now.heap(), now.threads(), now.virtualThreads(), before.descriptors());
    }

    private static void awaitFootprint(Supplier<Footprint> now, Footprint before, long heapSlack) {
        AtomicReference<String> more = new AtomicReference<>("");
        Servers.await(
                () -> {
                    more.set(now.get().moreThan(before, heapSlack));
                    return more.get().isEmpty();
                },
                more::get);
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void othersAreServedBesideThem(String provider) throws Exception {
        TlsServer tls = new TlsServer(provider);
        TlsPeer.Client client = StoppedHandshake.client();
        List<Socket> crowd = new ArrayList<>();
        // No deadline ends one before all are there.
        try (Server server = start(provider, Duration.ofHours(1));
                GoodClient http1 = GoodClient.http1(tls.dial(server.port(), "http/1.1"));
                GoodClient http2 = GoodClient.http2(tls.dial(server.port(), "h2"))) {
            for (Stop stop : Stop.values()) {
                // What runs for the first time takes memory that stays.
                try (Socket socket = TlsServer.plain(server.port())) {
                    StoppedHandshake.go(socket, client, stop);
                }
            }
            newClientIsServed(tls, server);
            Servers.await(() -> server.stats().openConnections() == GOOD, () -> "" + server.stats());
            Footprint before = weigh(http1, http2);
            ServerStats atFirst = server.stats();
            int complete = 0;
            for (Stop stop : Stop.values()) {
                for (int i = 0; i < EACH; i++) {
                    crowd.add(TlsServer.plain(server.port()));
                    StoppedHandshake.go(crowd.getLast(), client, stop);
                }
                complete += stop.complete() ? EACH : 0;
                newClientIsServed(tls, server);
                http1.latency(3);
                http2.latency(3);
            }
            long handshakes = atFirst.handshakes() + complete + Stop.values().length;
            Servers.await(
                    () -> server.stats().openConnections() == crowd.size() + GOOD
                            && server.stats().handshakes() == handshakes,
                    () -> "not " + crowd.size() + " with " + handshakes + " handshakes: " + server.stats());
            Servers.await(() -> server.stats().detachedThreads() == 0, () -> "" + server.stats());
            // Their sockets are open, which all of them are to be.
            long more = crowd.size() * (long) HEAP_EACH + HEAP_SLACK;
            awaitFootprint(() -> butDescriptors(weigh(http1, http2), before), before, more);
            assertEquals(atFirst.handshakesFailed(), server.stats().handshakesFailed(), "one was ended too early");

            close(crowd);
            Servers.await(() -> server.stats().openConnections() == GOOD, () -> "" + server.stats());
            newClientIsServed(tls, server);
            awaitFootprint(() -> weigh(http1, http2), before, HEAP_SLACK);
            http1.latency(3);
            http2.latency(3);
        } finally {
            close(crowd);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void theDeadlineEndsThem(String provider) throws Exception {
        TlsServer tls = new TlsServer(provider);
        TlsPeer.Client client = StoppedHandshake.client();
        List<Socket> crowd = new ArrayList<>();
        try (Server server = start(provider, DEADLINE)) {
            awaitNewClientIsServed(tls, server);
            Servers.awaitNoConnections(server);
            ServerStats atFirst = server.stats();
            for (Stop stop : Stop.values()) {
                for (int i = 0; i < EACH_UNTIL_LATE; i++) {
                    crowd.add(TlsServer.plain(server.port()));
                    goUnlessLate(crowd.getLast(), client, stop);
                }
            }
            for (Socket socket : crowd) {
                awaitEnd(socket);
            }
            Servers.awaitNoConnections(server);
            ServerStats stats = server.stats();
            assertEquals(
                    crowd.size(),
                    stats.handshakes() + stats.handshakesFailed() - atFirst.handshakes() - atFirst.handshakesFailed(),
                    stats::toString);
            awaitNewClientIsServed(tls, server);
        } finally {
            close(crowd);
        }
    }

    /** One handshake computes at a time, and one has to wait for its certificate: the others end before their turn has come. */
    @Test
    void theDeadlineEndsThoseWhoWaitForOthers() throws Exception {
        TlsServer tls = new TlsServer("jsse");
        TlsCertificate certificate = TestKeys.of("EC", "localhost").tls();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CertificateSource source = _ -> {
            asked.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return certificate;
        };
        List<Socket> crowd = new ArrayList<>();
        try (Server server = Servers.start(
                builder -> builder.readHeaderTimeout(DEADLINE)
                        .maxHandshakes(1)
                        .tls(TlsConfig.builder()
                                .certificates(source)
                                .provider("jsse")
                                .build()),
                (w, _) -> w.write(CONTENT))) {
            for (int i = 0; i < 1 + EACH; i++) {
                crowd.add(TlsServer.plain(server.port()));
                crowd.getLast().getOutputStream().write(tls.hello());
                if (i == 0) {
                    asked.await();
                }
            }
            for (Socket socket : crowd) {
                awaitEnd(socket);
            }
            assertEquals(0, server.stats().handshakes());
            free.countDown();
            Servers.awaitNoConnections(server);
            assertEquals(crowd.size(), server.stats().handshakesFailed(), server.stats()::toString);
            // Each has given its turn back.
            awaitNewClientIsServed(tls, server);
        } finally {
            free.countDown();
            close(crowd);
        }
    }

    /** A machine that stands still may have a good one miss the deadline. */
    private static void awaitNewClientIsServed(TlsServer tls, Server server) {
        Servers.await(
                () -> {
                    try {
                        newClientIsServed(tls, server);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                },
                () -> "no client is served: " + server.stats());
    }

    /** On a machine that stands still the deadline may be over before the client has come to its stop. */
    private static void goUnlessLate(Socket socket, TlsPeer.Client client, Stop stop) {
        try {
            StoppedHandshake.go(socket, client, stop);
        } catch (IOException e) {
            assertFalse(e instanceof SocketTimeoutException, () -> stop + ": " + e);
        }
    }

    private static void awaitEnd(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A reset is an end like any other here; a timeout is none.
            assertFalse(e instanceof SocketTimeoutException, e::toString);
        }
    }
}
