package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A listener with time-outs of its own beside one that has the server's. What the server's are is so long that whoever is patient
 * by them is not seen to be closed; the other connects later and is gone first.
 */
@Timeout(60)
class ListenerTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    /** With a listener "patient", which has the server's time-outs, and one "hasty", which has some of its own. */
    private static Server start(UnaryOperator<ListenerConfig.Builder> both, UnaryOperator<ListenerConfig.Builder> hasty)
            throws IOException {
        Server server = Server.builder()
                .handler((w, r) -> {
                    r.content().readAllBytes();
                    w.write(r.attribute(ListenerConfig.NAME).orElseThrow());
                })
                .readHeaderTimeout(LONG)
                .idleTimeout(LONG)
                .minRequestRate(0)
                .listener(both.apply(ListenerConfig.on("127.0.0.1:0").name("patient"))
                        .build())
                .listener(
                        hasty.apply(both.apply(ListenerConfig.on("127.0.0.1:0").name("hasty")))
                                .build())
                .errorLog(Servers.LOG)
                .build();
        server.start();
        return server;
    }

    private static Socket to(Server server, String listener) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress(listener)).getPort());
    }

    private static Wire wire(Server server, String listener) throws IOException {
        return new Wire(to(server, listener));
    }

    @Test
    void betweenRequests() throws Exception {
        try (Server server = start(both -> both, hasty -> hasty.idleTimeout(SHORT));
                Wire patient = wire(server, "patient");
                Wire hasty = wire(server, "hasty")) {
            assertEquals("patient", patient.send(GET).answer(false).body());
            assertEquals("hasty", hasty.send(GET).answer(false).body());
            assertEquals("", hasty.rest(), hasty::transcript);
            assertEquals("patient", patient.send(GET).answer(false).body());
        }
    }

    @Test
    void betweenRequestsOverHttp2() throws Exception {
        try (Server server = start(both -> both, hasty -> hasty.idleTimeout(SHORT));
                Http2Wire patient = Http2Wire.begin(to(server, "patient"));
                Http2Wire hasty = Http2Wire.begin(to(server, "hasty"))) {
            assertTrue(patient.get(1, "/").answer(1).endsWith("patient"));
            assertTrue(hasty.get(1, "/").answer(1).endsWith("hasty"));
            hasty.expectGoAway("NO_ERROR");
            assertTrue(patient.get(3, "/").answer(3).endsWith("patient"));
        }
    }

    /** The other way round: the server's are short, and one listener's are not. */
    @Test
    void aListenerMayBeMorePatientThanTheServer() throws Exception {
        try (Server server = Server.builder()
                .handler((w, r) -> w.write("here"))
                .idleTimeout(SHORT)
                .listener(ListenerConfig.on("127.0.0.1:0").name("hasty").build())
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("patient")
                        .idleTimeout(LONG)
                        .build())
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            try (Wire patient = wire(server, "patient");
                    Wire hasty = wire(server, "hasty")) {
                assertEquals("here", patient.send(GET).answer(false).body());
                assertEquals("here", hasty.send(GET).answer(false).body());
                assertEquals("", hasty.rest(), hasty::transcript);
                assertEquals("here", patient.send(GET).answer(false).body());
            }
        }
    }

    @Test
    void forAHead() throws Exception {
        try (Server server = start(both -> both, hasty -> hasty.readHeaderTimeout(SHORT));
                Wire patient = wire(server, "patient");
                Wire hasty = wire(server, "hasty")) {
            patient.send("GET / HTTP/1.1\r\n");
            hasty.send("GET / HTTP/1.1\r\n");
            hasty.restOrReset();
            assertEquals(
                    "patient", patient.send("Host: h\r\n\r\n").answer(false).body());
        }
    }

    @Test
    void forARequest() throws Exception {
        String post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{";
        try (Server server = start(both -> both, hasty -> hasty.readTimeout(SHORT));
                Wire patient = wire(server, "patient");
                Wire hasty = wire(server, "hasty")) {
            patient.send(post);
            hasty.send(post);
            hasty.restOrReset();
            assertEquals("patient", patient.send("}").answer(false).body());
        }
    }

    /** Both have one configuration of TLS, whose handshakes each gives its own time. */
    @Test
    void forAHandshake() throws Exception {
        TlsConfig tls = Certificates.server();
        SSLContext client = Certificates.client();
        try (Server server = start(both -> both.tls(tls), hasty -> hasty.readHeaderTimeout(SHORT));
                Socket patient = to(server, "patient");
                Wire hasty = wire(server, "hasty")) {
            hasty.restOrReset();
            try (Wire wire = new Wire(client.getSocketFactory().createSocket(patient, "localhost", 0, true))) {
                assertEquals("patient", wire.send(GET).answer(false).body());
            }
        }
    }

    @Test
    void theSettingsShowThem() throws Exception {
        try (Server server = start(both -> both, hasty -> hasty.writeTimeout(SHORT))) {
            Map<String, String> shown = server.settings();
            assertEquals("none", shown.get("writeTimeout"));
            assertEquals("200 ms", shown.get("hasty.writeTimeout"));
            assertEquals("300000 ms", shown.get("hasty.idleTimeout"));
            assertFalse(shown.containsKey("patient.writeTimeout"));
        }
    }

    /** As for the server: none between requests falls back to the time for a request. */
    @Test
    void noneBetweenRequestsIsTheTimeForARequest() {
        try (Server server = Server.builder()
                .handler((w, r) -> {})
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("one")
                        .idleTimeout(Duration.ZERO)
                        .readTimeout(Duration.ofSeconds(7))
                        .build())
                .build()) {
            assertEquals("7000 ms", server.settings().get("one.idleTimeout"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"readHeaderTimeout", "readTimeout", "writeTimeout", "idleTimeout"})
    void noneIsNegative(String name) {
        ListenerConfig.Builder builder = ListenerConfig.on("127.0.0.1:0");
        Duration less = Duration.ofMillis(-1);
        String message = assertThrows(IllegalArgumentException.class, () -> {
                    switch (name) {
                        case "readHeaderTimeout" -> builder.readHeaderTimeout(less);
                        case "readTimeout" -> builder.readTimeout(less);
                        case "writeTimeout" -> builder.writeTimeout(less);
                        default -> builder.idleTimeout(less);
                    }
                })
                .getMessage();
        assertTrue(message.startsWith(name), message);
    }
}
