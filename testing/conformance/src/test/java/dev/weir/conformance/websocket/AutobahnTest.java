package dev.weir.conformance.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.websocket.Utf8Cases.Sequence;
import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import dev.weir.websocket.Binary;
import dev.weir.websocket.Message;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups 1 to 10 of the Autobahn test suite against the demo's echo, to which messages are brought, over both protocols, and the short ones
 * of them against one that receives; 12 and 13 are those of {@link
 * DeflateTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AutobahnTest {
    private Server server;

    @BeforeAll
    void start(@TempDir Path files) throws IOException {
        ServeMux mux = DemoHandlers.of(() -> server.stats(), files);
        mux.handle("/ws/receiving", WebSockets.handler(ws -> {
            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                switch (m) {
                    case Text text -> ws.send(text.value());
                    case Binary binary -> ws.send(binary.data());
                }
            }
        }));
        server = Servers.start(builder -> builder, mux);
    }

    @AfterAll
    void stop() throws IOException {
        Servers.awaitNoConnections(server);
        assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        server.close();
    }

    static Stream<Arguments> cases() {
        List<List<Case>> groups = List.of(
                FrameCases.framing(),
                FrameCases.pings(),
                FrameCases.reserved(),
                FrameCases.opcodes(),
                FrameCases.fragments(),
                Utf8Cases.texts(),
                Utf8Cases.failFast(),
                CloseCases.closes(),
                LimitCases.limits());
        Stream<Arguments> brought = Arrays.stream(Way.values())
                .flatMap(way -> groups.stream().flatMap(List::stream).map(row -> Arguments.of(way, row, "/ws/echo")));
        Stream<Arguments> received = Stream.of(
                        FrameCases.framing(), FrameCases.pings(), FrameCases.fragments(), CloseCases.closes())
                .flatMap(List::stream)
                .map(row -> Arguments.of(Way.HTTP1, row, "/ws/receiving"));
        return Stream.concat(brought, received);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void echo(Way way, Case row, String path) throws IOException {
        try (WebSocketWire client =
                WebSocketWire.open(way, Dial.plain(server.port()).connect(), path)) {
            assertTrue(client.accepted(), () -> "" + client.answer());
            row.play(client);
        }
    }

    /** The table itself is held against a decoder that is not ours. */
    @Test
    void sequencesAreWhatTheyClaim() {
        for (Sequence s : Utf8Cases.sequences()) {
            assertEquals(Utf8Cases.isValid(s.bytes()), s.valid(), s::toString);
        }
    }
}
