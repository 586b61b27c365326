package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.TestClient;
import dev.weir.wire.testkit.Servers;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The test kit's client over TLS: it trusts whom it is told to, and nobody else. */
class TestClientTlsTest {
    @Test
    void itAsksOverTlsWhomItTrusts() throws Exception {
        try (Server server = Servers.start(
                b -> b.tls(Certificates.server()),
                (w, r) -> w.write(r.scheme() + " " + r.tls().isPresent()))) {
            URI at = URI.create("https://localhost:" + server.port());
            try (TestClient client = TestClient.of(at, Certificates.client())) {
                client.get("/").send().assertStatus(200).assertContent("https true");
                client.get("/").send().assertStatus(200);
            }
            try (TestClient client = TestClient.of(at)) {
                AssertionError e =
                        assertThrows(AssertionError.class, () -> client.get("/").send());
                assertTrue(e.getMessage().startsWith("no answer to GET /"), e.getMessage());
            }
        }
    }
}
