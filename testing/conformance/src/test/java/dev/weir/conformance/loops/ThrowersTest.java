package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.http.api.Handler;
import dev.weir.http.api.ResponseWriter;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that throw errors, thousands of each: an answer of 500 or a broken one, and no loop is lost. */
class ThrowersTest {
    private static final int EACH = 1000;
    private static final int LATE = 50;
    private static final int DEEP = 4;

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

    /** Fills the stack and tries to write where it ends: what overflows then is the server's own code. */
    private static int descend(ResponseWriter w, byte[] piece, int depth) throws IOException {
        try {
            return descend(w, piece, depth + 1) + 1;
        } catch (StackOverflowError e) {
            w.write(piece);
            w.flush();
            throw e;
        }
    }

    /** The stack overflows in the midst of a write, also of one that has to wait for its client. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1")
    void whereTheStackEndsInTheServersCode(Setup setup) throws Exception {
        byte[] piece = new byte[64 * 1024];
        CountDownLatch begun = new CountDownLatch(DEEP);
        try (Site site = new Site(setup, (w, _) -> {
            begun.countDown();
            descend(w, piece, 0);
        })) {
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < DEEP; i++) {
                calls.add(site.get(site.client(), "/deep/" + i));
            }
            begun.await();
            site.assertServes();
            for (Call call : calls) {
                call.breakOff();
            }
            site.awaitQuiet();
            site.assertServes();
        }
    }
}
