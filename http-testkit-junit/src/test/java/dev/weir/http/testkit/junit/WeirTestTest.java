package dev.weir.http.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of tests: written as a user would. */
@WeirTest
class WeirTestTest {
    private final AtomicInteger asked = new AtomicInteger();

    private TestClient before;

    @Serve
    private final Handler counter = (w, r) -> w.write(r.path() + " " + asked.incrementAndGet());

    @BeforeEach
    void aMethodBeforeHasTheSameClient(TestClient client) {
        before = client;
        client.get("/before").send().assertContent("/before 1");
    }

    @Test
    void aTestHasAServerOfItsOwn(TestClient client, TestServer server) {
        assertSame(before, client);
        assertNotSame(client, server.client());
        assertEquals("http://localhost", server.uri().toString());
        client.get("/").send().assertStatus(200).assertContent("/ 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/b"})
    void afterAnArgument(String path, TestClient client) {
        client.get(path).send().assertContent(path + " 2");
    }

    @Nested
    class InAClassWithin {
        @Test
        void theHandlerIsTheOuterOne(TestClient client) {
            client.get("/in").send().assertContent("/in 2");
        }

        @Nested
        class WithItsOwn {
            @Serve
            Handler own() {
                return (w, r) -> w.write(r.path().equals("/before") ? "/before 1" : "own");
            }

            @Test
            void theHandlerIsThat(TestClient client) {
                client.get("/").send().assertContent("own");
            }
        }
    }
}
