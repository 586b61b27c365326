package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.http.api.Handler;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that throw errors, thousands of each: an answer of 500 or a broken one, and no loop is lost. */
class ThrowersTest {
    private static final int EACH = 1000;
    private static final int LATE = 50;
    private static final int DEEP = 20;

    /** As that of old, with which a thread was stopped. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private interface Failure {
        void happen();
    }

    private static final List<Failure> FAILURES = List.of(
            () -> {
                throw new StackOverflowError("thrown by hand");
            },
            () -> {
                throw new OutOfMemoryError("thrown by hand");
            },
            () -> {
                throw new AssertionError("thrown by hand");
            },
            () -> {
                throw new Death();
            });

    private static int number(String path) {
        return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    }

    private static final Handler HANDLER = (w, r) -> {
        if (r.path().startsWith("/late/")) {
            w.write("some");
            w.flush();
        }
        FAILURES.get(number(r.path())).happen();
    };

    /** All on few connections, over HTTP/1 one behind the other. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void beforeTheirAnswers(Setup setup) throws Exception {
        try (Site site = new Site(setup, HANDLER)) {
            for (int i = 0; i < FAILURES.size(); i++) {
                if (setup.over().http2()) {
                    for (int round = 0; round < EACH; round += 200) {
                        for (Call call : site.crowd(200, 200, "/early/" + i)) {
                            assertEquals("500 Internal Server Error\n", Site.answer(call));
                        }
                    }
                } else {
                    askPipelined(site, "/early/" + i);
                }
            }
            assertEquals(EACH * FAILURES.size(), site.server.stats().handlersFailed());
            site.awaitQuiet();
            site.assertServes();
        }
    }

    private static void askPipelined(Site site, String path) throws IOException {
        Wire wire = site.wire();
        for (int round = 0; round < EACH; round += 100) {
            wire.send(("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").repeat(100));
            for (int i = 0; i < 100; i++) {
                Answer answer = wire.answer(false);
                assertEquals("500 Internal Server Error\n", answer.status() + " " + answer.body(), wire::transcript);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void withinTheirAnswers(Setup setup) throws Exception {
        try (Site site = new Site(setup, HANDLER)) {
            for (int i = 0; i < FAILURES.size(); i++) {
                int each = setup.over() == Setup.Over.HTTP1_TLS ? 10 : LATE;
                for (Call call : site.crowd(each, LATE, "/late/" + i)) {
                    assertThrows(Client.Cut.class, () -> call.reply().readAll());
                }
            }
            site.awaitQuiet();
            site.assertServes();
        }
    }

    private static int descend(int depth) {
        return descend(depth + 1) + 1;
    }

    /** The stack itself overflows, on whichever thread. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void whereTheStackEnds(Setup setup) throws Exception {
        try (Site site = new Site(setup, (w, _) -> w.write("" + descend(0)))) {
            for (Call call : site.crowd(DEEP, DEEP, "/deep")) {
                assertEquals("500 Internal Server Error\n", Site.answer(call));
            }
            assertEquals(DEEP, site.server.stats().handlersFailed());
            site.awaitQuiet();
            site.assertServes();
        }
    }
}
