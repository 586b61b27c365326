package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A family of attacks over HTTP/1, each with the server's exact answer. The route {@code /smuggled} is for requests
 * that stand where none may be read: no test may make it run.
 */
abstract class Http1Family extends Family {
    private static final int TIMES = 100;

    private final AtomicInteger smuggled = new AtomicInteger();

    /**
     * An attack, and what the server answers.
     *
     * @param answer as {@link Http1Attack#ending} describes it
     */
    record Case(Attack attack, String answer) {
        /** Why the server refuses it; null where it says nothing. */
        String reason() {
            int space = answer.indexOf(' ');
            int end = answer.indexOf(';');
            return space < 0 || end < space ? null : answer.substring(space + 1, end);
        }

        @Override
        public String toString() {
            return attack.name();
        }
    }

    /** Returns attacks with their answers, as {@link #table}. */
    static List<Case> cases(List<? extends Attack> attacks, String table) {
        return table(List.<Attack>copyOf(attacks), table, Case::new);
    }

    @Override
    void routes(ServeMux mux) {
        mux.handle("/smuggled", (w, _) -> {
            smuggled.incrementAndGet();
            w.write("smuggled");
        });
    }

    /** The thread that sends what waits behind slow handlers starts when it is first needed: no attack's doing. */
    @Override
    List<GoodClient> goodClients() throws IOException {
        try (Wire wire = wire()) {
            wire.send("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2));
            wire.answer(false);
            wire.answer(false);
        }
        return List.of(GoodClient.http1(dial()), http2Client());
    }

    /** The one that speaks HTTP/2; with TLS it needs a name of its own. */
    GoodClient http2Client() throws IOException {
        return GoodClient.http2(dial());
    }

    /** Plays an attack, in the long form many times: the answer is always the same, and the log says why. */
    final void play(Case one, int size) {
        int times = size(1, TIMES);
        try {
            for (int i = 0; i < times; i++) {
                assertEquals(one.answer(), one.attack().play(dial(), size), one::toString);
            }
        } catch (IOException e) {
            throw new AssertionError(one.toString(), e);
        }
        assertEquals(0, smuggled.get(), "requests that were read where none may be");
        if (one.reason() != null) {
            awaitLogged(one.reason());
        }
    }

    /** One connection that says something, as far as the server takes it. */
    final Wire wire() throws IOException {
        return new Wire(dial().connect());
    }
}
