package dev.weir.conformance.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every provider of a protocol must do, with the public API alone. Its author extends this, gives the provider and
 * one request with its answer, and lets it run over real sockets.
 */
@Timeout(60)
abstract class ProtocolProviderContract {
    /** The provider that is meant; a new object each time. */
    abstract ProtocolProvider provider();

    /** What answers, in the terms of the protocol. */
    abstract Handler handler();

    /** A request, after whose answer the connection waits for the next. */
    abstract String request();

    /** Whether this is the whole answer; asked with more of it each time. */
    abstract boolean isAnswer(String received);

    /** Opens the provider with the first connection's server, as the server itself would. */
    private static final class Late implements Protocol {
        private final ProtocolProvider provider;
        private final CountDownLatch served = new CountDownLatch(1);
        private Protocol opened;

        Late(ProtocolProvider provider) {
            this.provider = provider;
        }

        private synchronized Protocol open(Connection connection) {
            if (opened == null) {
                opened = provider.open(connection.server());
            }
            return opened;
        }

        @Override
        public void serve(Connection connection) throws Exception {
            try {
                open(connection).serve(connection);
            } finally {
                served.countDown();
            }
        }

        @Override
        public void close() {
            if (opened != null) {
                opened.close();
                opened.close();
            }
        }
    }

    private final Late protocol = new Late(provider());

    private Server start() throws IOException {
        String name = provider().name();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler())
                .protocol(name, protocol)
                .protocols(name)
                .build();
        server.start();
        return server;
    }

    private Socket ask(Server server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(request().getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private void awaitAnswer(Socket socket) throws IOException {
        StringBuilder received = new StringBuilder();
        while (!isAnswer(received.toString())) {
            int b = socket.getInputStream().read();
            assertTrue(b >= 0, () -> "the connection ended within the answer: " + Wire.show(received.toString()));
            received.append((char) b);
        }
    }

    @Test
    void itSaysOfItselfTheSameEachTime() {
        ProtocolProvider one = provider();
        ProtocolProvider two = provider();
        assertTrue(!one.name().isEmpty() && one.name().length() < 256, one.name());
        assertTrue(one.name().chars().allMatch(c -> c > 0x20 && c < 0x7f), one.name());
        assertEquals(one.name(), two.name());
        assertEquals(one.priority(), two.priority());
        assertEquals(one.fallback(), two.fallback());
        assertNotNull(one.preface());
        assertEquals(
                new String(one.preface(), StandardCharsets.ISO_8859_1),
                new String(two.preface(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void itAnswersManyConnectionsAtOnce() throws Exception {
        try (Server server = start()) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sockets.add(ask(server));
            }
            for (Socket socket : sockets) {
                awaitAnswer(socket);
                socket.close();
            }
        }
    }

    @Test
    void itReturnsWhenThePeerCloses() throws Exception {
        try (Server server = start()) {
            new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
            protocol.served.await();
        }
    }

    @Test
    void itSurvivesGarbage() throws Exception {
        try (Server server = start()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(new byte[] {0, 1, 2, (byte) 0xff, '\n', '\n'});
                socket.shutdownOutput();
                protocol.served.await();
            }
            try (Socket socket = ask(server)) {
                awaitAnswer(socket);
            }
        }
    }

    @Test
    void aShutdownEndsAConnectionThatWaits() throws Exception {
        Server server = start();
        try (Socket socket = ask(server)) {
            awaitAnswer(socket);
            assertTrue(server.shutdown(Duration.ofSeconds(30)), "nothing was being answered");
            assertEquals(-1, socket.getInputStream().read());
        }
        protocol.served.await();
        assertEquals(0, server.stats().openConnections());
    }

    @Test
    void aCutConnectionIsLetGo() throws Exception {
        Server server = start();
        try (Socket socket = ask(server)) {
            awaitAnswer(socket);
            server.close();
            protocol.served.await();
        }
        assertEquals(0, server.stats().openConnections());
    }
}
