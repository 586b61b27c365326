package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A crowd that begins its handshakes in one moment: who is served already is served beside it. What counts is how many
 * handshakes go before an answer, and not how long it takes, so a busy machine is no reason to fail.
 */
class HandshakeCrowdTest {
    private static final int CROWD = 600;
    /** Some go by while a machine that is at work has taken the good client's thread off; on one processor, more. */
    private static final int BEFORE_AN_ANSWER = CROWD / (Runtime.getRuntime().availableProcessors() == 1 ? 3 : 10);
    /** A client that is shut out is so each time; one whose thread stood still is not. */
    private static final int ROUNDS = 4;

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** Counts the handshakes that compute. */
    private static final class Counter implements CertificateSource {
        private final TlsCertificate certificate =
                TestKeys.of("EC", "localhost").tls();
        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public TlsCertificate choose(ClientHello hello) {
            return certificate;
        }

        /** Asked for once by each handshake, when its turn to compute has come. */
        @Override
        public CertificateSource snapshot() {
            begun.incrementAndGet();
            return this;
        }
    }

    private static void ask(Wire wire) throws IOException {
        assertEquals("x", wire.send(GET).answer(false).body(), wire::transcript);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void aCrowdOfHandshakesDoesNotShutOutThoseWhoAreServed(String provider) throws Exception {
        Counter counter = new Counter();
        TlsServer clients = new TlsServer(provider);
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> w.write("x"))
                .errorLog(Servers.LOG)
                .readHeaderTimeout(Duration.ofMinutes(5))
                .tls(TlsConfig.builder()
                        .certificates(counter)
                        .provider(provider)
                        .build())
                .build()) {
            server.start();
            try (Wire good = new Wire(clients.connect(server.port(), "localhost", "http/1.1"))) {
                List<Integer> worst = new ArrayList<>();
                do {
                    worst.add(mostBeforeAnAnswer(good, server, clients.hello(), counter.begun));
                } while (worst.getLast() > BEFORE_AN_ANSWER && worst.size() < ROUNDS);
                assertTrue(
                        worst.getLast() <= BEFORE_AN_ANSWER,
                        () -> "in each round so many of " + CROWD + " handshakes went before one answer: " + worst);
            }
        }
    }

    /** How many handshakes of a crowd went before one answer at most. */
    private static int mostBeforeAnAnswer(Wire good, Server server, byte[] hello, AtomicInteger begun)
            throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                crowd.add(TlsServer.plain(server.port()));
            }
            Servers.await(() -> server.stats().openConnections() == CROWD + 1, () -> "" + server.stats());
            ask(good);
            int before = begun.get();
            FutureTask<Void> all = new FutureTask<>(() -> {
                for (Socket socket : crowd) {
                    socket.getOutputStream().write(hello);
                }
                return null;
            });
            Thread.ofPlatform().daemon().start(all);
            int most = 0;
            while (begun.get() < before + CROWD) {
                int now = begun.get();
                ask(good);
                most = Math.max(most, begun.get() - now);
            }
            all.get();
            return most;
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
            Servers.await(() -> server.stats().openConnections() == 1, () -> "" + server.stats());
        }
    }
}
