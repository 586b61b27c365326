package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that never return and heed no interrupt: others are served, and a shutdown ends when its grace does. */
class HandlerThatNeverReturnsTest {
    private static final String GET = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int STUCK = 20;
    private static final Duration GRACE = Duration.ofMillis(500);

    private final CountDownLatch stuck = new CountDownLatch(STUCK);
    private final Object lock = new Object();
    private boolean released;

    private Server start(TlsServer tls) throws IOException {
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    if (r.path().equals("/stuck")) {
                        w.write("some");
                        w.flush();
                        stuck.countDown();
                        hang();
                    }
                    w.write("good");
                });
        if (tls != null) {
            tls.configure(builder);
        }
        Server server = builder.build();
        server.start();
        return server;
    }

    private void hang() {
        synchronized (lock) {
            while (!released) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    assertFalse(released, "it is heard, and not heeded");
                }
            }
        }
    }

    /** How a client connects. */
    enum Over {
        HTTP1,
        HTTP1_TLS,
        HTTP2,
        HTTP2_TLS;

        private boolean tls() {
            return this == HTTP1_TLS || this == HTTP2_TLS;
        }

        private boolean http1() {
            return this == HTTP1 || this == HTTP1_TLS;
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlerNeverReturns(Over over) throws Exception {
        TlsServer tls = over.tls() ? new TlsServer("jsse") : null;
        Server server = start(tls);
        Dial dial = over.tls() ? tls.dial(server.port(), over.http1() ? "http/1.1" : "h2") : Dial.plain(server.port());
        List<AutoCloseable> clients = new ArrayList<>();
        List<FutureTask<Void>> ends = new ArrayList<>();
        try {
            for (int i = 0; i < STUCK; i++) {
                ends.add(over.http1() ? http1(dial, clients) : http2(dial, clients));
            }
            assertTrue(stuck.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), () -> "" + server.stats());
            askOnce(dial, over.http1());
            assertFalse(server.shutdown(GRACE), "all had ended inside the grace");
            for (FutureTask<Void> end : ends) {
                Thread.ofVirtual().start(end);
                end.get(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            synchronized (lock) {
                released = true;
                lock.notifyAll();
            }
            for (AutoCloseable client : clients) {
                client.close();
            }
            server.close();
        }
        Servers.awaitNoConnections(server);
    }

    private static FutureTask<Void> http1(Dial dial, List<AutoCloseable> clients) throws IOException {
        Wire wire = new Wire(dial.connect());
        clients.add(wire);
        wire.send(GET.formatted("stuck"));
        return new FutureTask<>(() -> {
            assertThrows(Wire.BrokenOff.class, () -> wire.answer(false), "a whole answer");
            return null;
        });
    }

    private static FutureTask<Void> http2(Dial dial, List<AutoCloseable> clients) throws IOException {
        Http2Wire wire = Http2Wire.begin(dial.connect());
        clients.add(wire);
        wire.get(1, "/stuck");
        wire.flush();
        return new FutureTask<>(() -> {
            try {
                for (Http2Wire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
                    assertFalse(frame.ends() && frame.stream() == 1, "a whole answer");
                }
            } catch (IOException e) {
                // Cut, as it may be.
                assertFalse(e instanceof SocketTimeoutException, e::toString);
            }
            return null;
        });
    }

    /** Asks for something else on a connection of its own. */
    private static void askOnce(Dial dial, boolean http1) throws IOException {
        if (http1) {
            try (Wire wire = new Wire(dial.connect())) {
                assertEquals(
                        "good", wire.send(GET.formatted("good")).answer(false).body(), wire::transcript);
            }
            return;
        }
        try (Http2Wire wire = Http2Wire.begin(dial.connect())) {
            wire.get(1, "/good");
            wire.flush();
            assertEquals("200 good", wire.answer(1));
        }
    }
}
