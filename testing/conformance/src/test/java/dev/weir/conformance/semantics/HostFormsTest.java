package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same host in each form in which a client may send it, over each protocol. */
class HostFormsTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, named", "EXAMPLE.com, named", "example.com., named", "Example.Com.:8080, named",
        "example.com:8080, named", "example.com.:8081, port", "example.com:8081, port", "example.com:, named",
        "example.org., other", "www.example.com., other", "[::1], literal", "[::1]:8080, literal",
    })
    void findsTheSameRoute(String authority, String expected) throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("example.com/", (w, r) -> w.write("named"));
        mux.handle("example.com.:8081/", (w, r) -> w.write("port"));
        mux.handle("[::1]/", (w, r) -> w.write("literal"));
        mux.handle("/", (w, r) -> w.write("other"));
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(mux)
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            try (Client client = new Http1Client(() -> socket(server), authority)) {
                assertEquals(expected, get(client), "HTTP/1.1");
            }
            try (Client client = new Http2Client(socket(server), false, authority)) {
                assertEquals(expected, get(client), "HTTP/2");
            }
        }
    }

    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static String get(Client client) throws IOException {
        try (Call call = client.open("GET", "/", List.of(), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            String text = new String(reply.readAll(), StandardCharsets.UTF_8);
            return reply.status() == 200 ? text : reply.status() + " " + text;
        }
    }
}
