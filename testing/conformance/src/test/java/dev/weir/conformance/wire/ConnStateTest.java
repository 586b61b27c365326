package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Hijacker;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of a connection as the listener gets them: each once, in order. */
class ConnStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private interface Play {
        void on(Wire wire) throws IOException;
    }

    private record Case(String name, Play play, String states) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("nothing is sent", w -> {}, "[NEW, CLOSED]"),
                new Case("an empty line", w -> w.send("\r\n"), "[NEW, CLOSED]"),
                new Case(
                        "an empty line after an answer",
                        w -> {
                            ask(w, GET);
                            w.send("\r\n");
                        },
                        "[NEW, ACTIVE, IDLE, CLOSED]"),
                new Case("half a head", w -> w.send("GET / HT"), "[NEW, ACTIVE, CLOSED]"),
                new Case("one request", w -> ask(w, GET), "[NEW, ACTIVE, IDLE, CLOSED]"),
                new Case(
                        "two requests",
                        w -> {
                            ask(w, GET);
                            ask(w, GET);
                        },
                        "[NEW, ACTIVE, IDLE, ACTIVE, IDLE, CLOSED]"),
                new Case("a request that closes", w -> ask(w, "GET / HTTP/1.0\r\n\r\n"), "[NEW, ACTIVE, CLOSED]"),
                new Case("a bad request", w -> ask(w, "GET / HTTP/1.1\r\n\r\n"), "[NEW, ACTIVE, CLOSED]"),
                new Case(
                        "a hijack",
                        w -> {
                            w.send("GET /hijack HTTP/1.1\r\nHost: h\r\n\r\n");
                            w.rest();
                        },
                        "[NEW, ACTIVE, HIJACKED]"));
    }

    private static void ask(Wire wire, String request) throws IOException {
        wire.send(request);
        wire.answer(false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachStateIsToldOnceAndInOrder(Case c) throws Exception {
        Map<Long, List<String>> seen = new ConcurrentHashMap<>();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    if (r.rawPath().equals("/hijack")) {
                        w.as(Hijacker.class).orElseThrow().hijack().close();
                    }
                })
                .connState((id, address, state) -> seen.computeIfAbsent(id, i -> new CopyOnWriteArrayList<>())
                        .add(state.name()))
                .build()) {
            server.start();
            try (Wire wire = Wire.to(server.port())) {
                Servers.await(() -> server.stats().openConnections() == 1, () -> "not accepted: " + server.stats());
                c.play().on(wire);
                if (!c.states().contains("HIJACKED") && c.states().contains("IDLE")) {
                    // The answer comes before the state: closed at once, the connection might never have been idle.
                    String idle = c.states().substring(0, c.states().lastIndexOf(", CLOSED")) + "]";
                    Servers.await(
                            () -> seen.values().toString().equals("[" + idle + "]"),
                            () -> c + ": expected " + idle + ", got " + seen);
                }
            }
            Servers.awaitNoConnections(server);
            Servers.await(
                    () -> seen.values().toString().equals("[" + c.states() + "]"),
                    () -> c + ": expected " + c.states() + ", got " + seen);
            assertEquals(1, seen.size());
        }
    }
}
