package dev.weir.http.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

/** Who hears of requests, connections and the shutdown, and in which order. */
@Timeout(60)
class ListenersTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Request request = Mockito.mock(Request.class);
    private final RequestEnd end = Mockito.mock(RequestEnd.class);

    /** Notes each end under its name. */
    private RequestListener plain(String name) {
        return _ -> told.add(name + " ended");
    }

    /** Gives each request a listener of its own. */
    private RequestListener beginning(String name) {
        return new RequestListener() {
            @Override
            public void ended(RequestEnd of) {
                told.add(name + " ended alone");
            }

            @Override
            public RequestListener begins(Request of) {
                told.add(name + " begins");
                return _ -> told.add(name + " ended");
            }
        };
    }

    @Test
    void listenersOfWhichNoneCaresForTheBeginningStayAsTheyAre() {
        RequestListener both = new RequestListeners(plain("a"), plain("b"));
        assertSame(both, both.begins(request));
        both.ended(end);
        assertEquals(List.of("a ended", "b ended"), told);
    }

    @Test
    void eachHasItsOwnEnd() {
        RequestListener all = new RequestListeners(new RequestListeners(plain("a"), beginning("b")), beginning("c"));
        all.begins(request).ended(end);
        assertEquals(List.of("b begins", "c begins", "a ended", "b ended", "c ended"), told);
    }

    /** What it throws at the beginning comes with the end, where it is logged. */
    @Test
    void oneThatFailsAtTheBeginningTakesNothingFromTheOthers() {
        RequestListener failing = new RequestListener() {
            @Override
            public void ended(RequestEnd of) {
                told.add("failing ended");
            }

            @Override
            public RequestListener begins(Request of) {
                throw new IllegalStateException("on purpose");
            }
        };
        RequestListener begun = new RequestListeners(failing, beginning("b")).begins(request);
        assertEquals(
                "on purpose",
                assertThrows(IllegalStateException.class, () -> begun.ended(end))
                        .getMessage());
        assertEquals(List.of("b begins", "failing ended", "b ended"), told);
    }

    // ---- connections and the shutdown

    private final ConnectionListener connections = new ConnectionListener() {
        @Override
        public void serving(ConnectionInfo connection, String protocol) {
            told.add("serving " + connection.id() + " " + protocol);
        }

        @Override
        public void closed(ConnectionInfo connection, String protocol) {
            told.add("closed " + connection.id() + " " + protocol);
        }

        @Override
        public void shutdownBegins(ServerContext server, Duration grace) {
            told.add("begins " + grace.toSeconds() + " " + server.draining());
        }

        @Override
        public void shutdownEnds(ServerContext server, int cut) {
            told.add("ends " + cut + " " + server.draining());
        }
    };

    /** Answers nothing, until the client or the server ends the connection. */
    private static final Protocol MUTE = connection -> {
        ByteBuffer some = ByteBuffer.allocate(100);
        while (connection.read(some.clear()) >= 0) {
            connection.active();
        }
    };

    private Server start() throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((_, _) -> {})
                .protocol("mute", (Connection c) -> {
                    told.add("service");
                    MUTE.serve(c);
                })
                .protocols("mute")
                .connectionListener(new ConnectionListener() {
                    @Override
                    public void serving(ConnectionInfo connection, String protocol) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .connectionListener(connections)
                .errorLog("dev.weir.provoked")
                .build();
        server.start();
        return server;
    }

    private void await(String line) throws InterruptedException {
        while (!told.contains(line)) {
            Thread.sleep(1);
        }
    }

    @Test
    void aConnectionIsTheSameFromItsBeginningToItsEnd() throws Exception {
        try (Server server = start()) {
            for (int i = 0; i < 2; i++) {
                try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    await("service");
                }
                while (server.stats().openConnections() > 0) {
                    Thread.sleep(1);
                }
                told.remove("service");
            }
        }
        List<String> numbers = new ArrayList<>();
        for (String line : told) {
            if (line.startsWith("serving ")) {
                numbers.add(line.split(" ")[1]);
            }
        }
        assertEquals(2, numbers.stream().distinct().count(), told::toString);
        assertEquals(
                List.of(
                        "serving " + numbers.get(0) + " mute",
                        "closed " + numbers.get(0) + " mute",
                        "serving " + numbers.get(1) + " mute",
                        "closed " + numbers.get(1) + " mute",
                        "begins 0 false",
                        "ends 0 true"),
                told);
    }

    @Test
    void aShutdownIsToldOnceFromItsBeginningToItsEnd() throws Exception {
        Server server = start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write('x');
            await("service");
            told.clear();
            Thread graceful = Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(50)));
            await("begins 50 false");
            server.close();
            graceful.join();
            server.shutdown(Duration.ofSeconds(1));
            server.close();
        }
        assertEquals("begins 50 false", told.getFirst());
        assertEquals(1, told.stream().filter(l -> l.startsWith("begins")).count(), told::toString);
        assertEquals(
                List.of("ends 1 true"),
                told.stream().filter(l -> l.startsWith("ends")).toList());
    }

    @Test
    void aServerThatNeverStartedHasNoShutdown() {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((_, _) -> {})
                .connectionListener(connections)
                .build();
        server.close();
        server.close();
        server.shutdown(Duration.ofSeconds(1));
        assertEquals(List.of(), told);
    }
}
