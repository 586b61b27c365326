package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that reset the connection at every point of a request. What the family checks after each test is most of it:
 * connections freed, nothing left, nothing in the log above debug, no handler failed.
 */
class ClientResetTest extends Http1Family {
    private static final String POST =
            "POST /request HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n01234567890123456789";
    private static final String CHUNKED = "POST /request HTTP/1.1\r\nHost: localhost\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n";
    private static final String PIPELINED = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5);

    static List<String> requests() {
        return List.of(POST, CHUNKED, PIPELINED);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void resetAfterEveryByteOfARequest(String request) {
        attack(() -> {
            for (int i = 0; i <= request.length(); i++) {
                wire().send(request.substring(0, i)).reset();
            }
            return null;
        });
    }

    /** An orderly end instead: half-closed, then closed without a look at the answer. */
    @ParameterizedTest
    @MethodSource("requests")
    void endAfterEveryByteOfARequest(String request) {
        attack(() -> {
            for (int i = 0; i <= request.length(); i++) {
                try (Wire wire = wire()) {
                    wire.send(request.substring(0, i)).halfClose();
                }
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bytes/1000000000", "/stream/1000000", "/events/1000"})
    void resetInTheResponse(String path) {
        attack(() -> {
            for (int i = 0; i < 20; i++) {
                Wire wire = wire();
                wire.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                wire.head(false);
                if (!path.startsWith("/events")) {
                    wire.exactly(1 + i * 1000, "content");
                }
                wire.reset();
            }
            return null;
        });
        Servers.await(() -> server().stats().runningHandlers() == 0, () -> "" + server().stats());
    }

    @Test
    void resetWhileTheHandlerWorksTellsIt() throws IOException {
        int count = size(50, 1000);
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wires.add(wire());
            wires.getLast().send("GET /delay/60000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        Servers.await(() -> server().stats().runningHandlers() >= count, () -> "" + server().stats());
        for (Wire wire : wires) {
            wire.reset();
        }
        Servers.await(() -> since(ServerStats::handlersCancelled) == count, () -> "" + server().stats());
        Servers.await(() -> server().stats().runningHandlers() <= 2, () -> "" + server().stats());
    }

    /** Reset before the server has accepted it, as often as it goes. */
    @Test
    void resetOfConnectionsThatSayNothing() {
        attack(() -> {
            for (int i = 0; i < 500; i++) {
                wire().reset();
            }
            return null;
        });
        assertEquals(0, since(ServerStats::handlersCancelled));
    }
}
