package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A family of handlers that throw, and what becomes of their requests and of others on the same connection. A class
 * that derives from it has a static method {@code kinds}: in how many ways its handlers throw.
 */
abstract class ErrorFamily extends Family {
    private int failed;

    /** Adds two handlers that throw: one before its response has begun, and one in the midst of it. */
    static void routes(ServeMux mux, Object name, Runnable failure) {
        mux.handle("GET /early/" + name, (w, _) -> {
            w.header("ETag", "\"this is not sent\"").header("X-Of-All", "this is");
            failure.run();
        });
        mux.handle("GET /late/" + name, (w, _) -> {
            w.write("this much");
            w.flush();
            failure.run();
        });
    }

    /** Asserts what the log must hold of a failure. */
    void assertLogged() {}

    @BeforeEach
    final void forget() {
        failed = 0;
    }

    @Override
    final long expectedFailures() {
        return failed;
    }

    private void failures(int expected) {
        failed = expected;
        Servers.await(
                () -> since(ServerStats::handlersFailed) == expected, () -> expected + " failed: " + server().stats());
    }

    /** 500 without a word of what it was, and the connection goes on. */
    private void assertAnsweredOverHttp1(Object name) throws IOException {
        try (Wire wire = new Wire(dial().connect())) {
            for (int i = 0; i < 2; i++) {
                Answer answer = wire.send("GET /early/" + name + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(false);
                assertEquals("500 Internal Server Error\n", answer.status() + " " + answer.body(), wire::transcript);
                assertEquals(List.of(), answer.all("ETag"), wire::transcript);
                assertEquals(List.of("this is"), answer.all("X-Of-All"), wire::transcript);
            }
            Answer next = wire.send("GET /text HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
            assertEquals("TextHandler !", next.body(), wire::transcript);
        }
        failures(2);
    }

    /** The client must see that the answer is not whole. */
    private void assertCutOverHttp1(Object name) throws IOException {
        try (Wire wire = new Wire(dial().connect())) {
            wire.send("GET /late/" + name + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertEquals(200, wire.head(false).status(), wire::transcript);
            assertEquals("this much", wire.chunk(), wire::transcript);
            assertThrows(Wire.BrokenOff.class, wire::chunk, wire::transcript);
        }
        failures(1);
    }

    /** The same on a stream, beside which others go on. */
    private void assertAnsweredOverHttp2(Object name) throws IOException {
        try (Http2Wire wire = Http2Wire.begin(dial().connect())) {
            for (int stream = 1; stream < 5; stream += 2) {
                wire.get(stream, "/early/" + name);
                assertEquals("500 Internal Server Error\n", wire.answer(stream));
            }
            wire.get(5, "/text");
            assertEquals("200 TextHandler !", wire.answer(5));
        }
        failures(2);
    }

    /** The stream is reset. */
    private void assertCutOverHttp2(Object name) throws IOException {
        try (Http2Wire wire = Http2Wire.begin(dial().connect())) {
            wire.get(1, "/late/" + name);
            wire.expect("HEADERS 1 200");
            wire.expect("DATA 1 9");
            wire.expect("RST_STREAM 1 INTERNAL_ERROR");
            wire.get(3, "/text");
            assertEquals("200 TextHandler !", wire.answer(3));
        }
        failures(1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    final void beforeTheResponseOverHttp1(Object kind) throws IOException {
        assertAnsweredOverHttp1(kind);
        assertLogged();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    final void inTheResponseOverHttp1(Object kind) throws IOException {
        assertCutOverHttp1(kind);
        assertLogged();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    final void beforeTheResponseOverHttp2(Object kind) throws IOException {
        assertAnsweredOverHttp2(kind);
        assertLogged();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    final void inTheResponseOverHttp2(Object kind) throws IOException {
        assertCutOverHttp2(kind);
        assertLogged();
    }
}
