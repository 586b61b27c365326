package dev.weir.conformance.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.samples.LineEcho;
import dev.weir.wire.testkit.Servers;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** A protocol of the samples', beside HTTP on one server: who negotiates it gets it, and all others get HTTP. */
class EchoProtocolTest {
    @Test
    void whoAsksForItGetsIt() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .tls(Certificates.server())
                .protocol(new LineEcho())
                .handler((w, r) -> w.write(r.protocol()))
                .errorLog(Servers.LOG)
                .build();
        server.start();
        try (SSLSocket echo = (SSLSocket) Certificates.connect(server.port(), "echo/1", "h2")) {
            // The server prefers HTTP/2, by the priority of its provider.
            assertEquals("h2", echo.getApplicationProtocol());
        }
        try (SSLSocket echo = (SSLSocket) Certificates.connect(server.port(), LineEcho.NAME)) {
            assertEquals(LineEcho.NAME, echo.getApplicationProtocol());
            echo.getOutputStream().write("one\ntwo\nthr".getBytes(StandardCharsets.US_ASCII));
            assertEquals("ONE\nTWO\n", new String(echo.getInputStream().readNBytes(8), StandardCharsets.US_ASCII));
            echo.getOutputStream().write("ee\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("THREE\n", new String(echo.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
        } finally {
            server.close();
        }
    }
}
