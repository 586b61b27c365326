package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.client.Http1Client;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is common to HTTP/1.1 with and without TLS, and the demo's route that only HTTP/1.1 has. */
abstract class Http1Semantics extends DemoSemantics {
    abstract Socket socket(Server server) throws IOException;

    @Override
    Client connect(Server server) {
        return new Http1Client(() -> socket(server), "localhost:" + server.port());
    }

    /** There are only so many buffers for content that goes from socket to socket; who gets none is served all the same. */
    @Test
    void moreUploadsAtOnceThanThereAreBuffers() throws Exception {
        byte[] half = random(50_000);
        try (Fixture f = serving((w, r) -> {
            w.header("Content-Length", Long.toString(r.contentLength()));
            r.content().transferTo(w);
        })) {
            for (int round = 0; round < 2; round++) {
                List<Call> calls = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    Call call = f.post("/", 2 * half.length);
                    calls.add(call);
                    call.write(half);
                }
                for (Call call : calls) {
                    call.write(half);
                    call.end(List.of());
                    byte[] back = call.reply().readAll();
                    assertArrayEquals(half, Arrays.copyOf(back, half.length));
                    assertArrayEquals(half, Arrays.copyOfRange(back, half.length, 2 * half.length));
                    assertEquals(2 * half.length, back.length);
                    call.close();
                }
            }
        }
    }

    @Test
    void upgradeToEcho() throws Exception {
        try (Fixture f = serving(DemoHandlers.of(() -> ServerStats.NONE, files));
                Wire wire = new Wire(socket(f.server))) {
            wire.send("GET /upgrade HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly");
            Answer answer = wire.answer(false);
            assertEquals(101, answer.status(), wire::transcript);
            assertEquals("echo", answer.field("Upgrade"), wire::transcript);
            assertTrue(answer.connection("upgrade"), wire::transcript);
            assertEquals("early", wire.exactly(5, "raw bytes"));
            wire.send(" late");
            assertEquals(" late", wire.exactly(5, "raw bytes"));
        }
    }

    @Test
    void upgradeThatWasNotAskedFor() throws Exception {
        try (Fixture f = serving(DemoHandlers.of(() -> ServerStats.NONE, files));
                Call call = f.client.open("GET", "/upgrade", List.of(new Field("Upgrade", "foo")), 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals(426, reply.status(), reply::toString);
            assertEquals("echo", reply.field("Upgrade"), reply::toString);
        }
    }
}
