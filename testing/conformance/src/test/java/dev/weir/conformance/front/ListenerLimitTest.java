package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.LimitView;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with places of its own, beside those that share the server's. */
@Timeout(60)
class ListenerLimitTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Wire to(Server server, String listener) throws IOException {
        return Wire.to(((InetSocketAddress) server.localAddress(listener)).getPort());
    }

    private static String answer(Wire wire) throws IOException {
        return wire.send(REQUEST).answer(false).body();
    }

    private static Map<String, Long> used(Server server) {
        return server.view(0).limits().stream().collect(Collectors.toMap(LimitView::name, LimitView::used));
    }

    @Test
    void whoHasItsOwnAnswersWhenTheOthersAreFull() throws Exception {
        try (Server server = Server.builder()
                .handler((w, r) -> w.write(r.attribute(ListenerConfig.NAME).orElseThrow()))
                .maxConnections(1)
                .listener(ListenerConfig.on("127.0.0.1:0").name("public").build())
                .listener(ListenerConfig.on("127.0.0.1:0").name("other").build())
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("admin")
                        .maxConnections(2)
                        .build())
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            Wire first = to(server, "public");
            assertEquals("public", answer(first));
            try (Wire waiting = to(server, "other")) {
                waiting.send(REQUEST);
                Wire one = to(server, "admin");
                assertEquals("admin", answer(one));
                try (Wire two = to(server, "admin")) {
                    assertEquals("admin", answer(two));
                    try (Wire three = to(server, "admin")) {
                        three.send(REQUEST);
                        assertEquals(3, server.stats().openConnections(), "two wait");
                        assertEquals(1, used(server).get("maxConnections"));
                        assertEquals(2, used(server).get("admin.maxConnections"));
                        one.close();
                        assertEquals("admin", three.answer(false).body());
                        // What the one gave back was its listener's.
                        assertEquals(1, used(server).get("maxConnections"));
                    }
                }
                first.close();
                assertEquals("other", waiting.answer(false).body());
            }
            Servers.awaitNoConnections(server);
            assertEquals(0, used(server).get("maxConnections"));
            assertEquals(0, used(server).get("admin.maxConnections"));
        }
    }

    /** A shutdown finds those that wait for a place, and does not wait for them. */
    @Test
    void aShutdownDoesNotWaitForAPlace() throws Exception {
        Server server = Server.builder()
                .handler((w, r) -> w.write("here"))
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("one")
                        .maxConnections(1)
                        .build())
                .errorLog(Servers.LOG)
                .build();
        server.start();
        try (Wire first = to(server, "one");
                Wire waiting = to(server, "one")) {
            assertEquals("here", answer(first));
            waiting.send(REQUEST);
            assertTrue(server.shutdown(Duration.ofSeconds(10)));
        }
        assertFalse(server.view(0).limits().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void oneAtLeast(int most) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerConfig.on("127.0.0.1:0").maxConnections(most));
    }
}
