package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scheme that a target names, against that of the connection: one rule over all protocols (RFC 9110 7.4). */
class TargetSchemeTest {
    @ParameterizedTest
    @CsvSource({
        "false, false, http,  200 http",
        "false, false, https, 421",
        "false, true,  http,  200 http",
        "false, true,  https, 200 https",
        "true,  false, https, 200 https",
        "true,  false, http,  421",
        "true,  true,  https, 200 https",
        "true,  true,  http,  200 http",
        "false, true,  coap,  400",
        "true,  true,  coap,  400",
    })
    void scheme(boolean secure, boolean trusted, String scheme, String seen) throws Exception {
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> w.write(r.scheme()))
                .trustTargetScheme(trusted);
        try (Server server = (secure ? builder.tls(Certificates.server()) : builder).build()) {
            server.start();
            assertEquals(seen, overHttp1(server, secure, scheme), "HTTP/1.1");
            assertEquals(seen, overHttp2(server, secure, scheme), "HTTP/2");
        }
    }

    private static Socket socket(Server server, boolean secure, String alpn) throws IOException {
        return secure
                ? Certificates.connect(server.port(), alpn)
                : new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static String overHttp1(Server server, boolean secure, String scheme) throws IOException {
        try (Wire wire = new Wire(socket(server, secure, "http/1.1"))) {
            wire.send("GET " + scheme + "://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Answer answer = wire.answer(false);
            return answer.status() == 200 ? "200 " + answer.body() : "" + answer.status();
        }
    }

    private static String overHttp2(Server server, boolean secure, String scheme) throws IOException {
        try (Http2Wire wire = Http2Wire.begin(socket(server, secure, "h2"))) {
            wire.headers(1, true, ":method: GET", ":scheme: " + scheme, ":authority: localhost", ":path: /");
            String answer = wire.answer(1);
            return answer.startsWith("200 ") ? answer : answer.substring(0, 3);
        }
    }
}
