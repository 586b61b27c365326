package dev.weir.http.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A server on a port, and one with settings of its own. */
@WeirTest(sockets = true)
class SocketsTest {
    @Serve
    static final Handler HANDLER = (w, r) -> w.write("hi");

    @Test
    void theServerListens(TestServer server, TestClient client) {
        assertTrue(server.uri().getPort() > 0);
        client.get("/").send().assertContent("hi");
        try (TestClient other = TestClient.of(server.uri())) {
            other.get("/").send().assertContent("hi");
        }
    }

    @Nested
    @WeirTest
    class AServerOfTheTests {
        @Serve
        TestServer server() {
            return TestServer.start(HANDLER, builder -> builder.maxTargetBytes(1024));
        }

        @Test
        void hasItsSettings(TestClient client) {
            client.get("/" + "x".repeat(2000)).send().assertStatus(414);
            assertEquals(200, client.get("/").send().status());
        }
    }
}
