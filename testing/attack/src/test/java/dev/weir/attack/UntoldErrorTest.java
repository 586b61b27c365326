package dev.weir.attack;

import dev.weir.mux.ServeMux;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Handlers that throw what cannot even be told to the log, as happens when no memory is left for a stack trace: the
 * client is answered or cut off all the same, and does not wait.
 */
class UntoldErrorTest extends ErrorFamily {
    /** How it fails when it is asked for its message. */
    enum Kind {
        EXCEPTION {
            @Override
            String message() {
                throw new IllegalStateException("on purpose");
            }
        },
        ERROR {
            @Override
            String message() {
                throw new OutOfMemoryError("on purpose");
            }
        };

        abstract String message();
    }

    /** What cannot be logged. */
    private static final class Untold extends Error {
        private static final long serialVersionUID = 1;

        private final Kind kind;

        Untold(Kind kind) {
            this.kind = kind;
        }

        @Override
        public String getMessage() {
            return kind.message();
        }
    }

    @Override
    void routes(ServeMux mux) {
        for (Kind kind : Kind.values()) {
            routes(mux, kind, () -> {
                throw new Untold(kind);
            });
        }
    }

    /** One that breaks off, and one that says what it was. */
    @Override
    int logLines() {
        return 2 * (int) expectedFailures();
    }

    private void assertToldInPart() {
        awaitLogged("the handler failed with " + Untold.class.getName() + ", which cannot be logged");
    }

    @ParameterizedTest
    @EnumSource
    void beforeTheResponseOverHttp1(Kind kind) throws IOException {
        assertAnsweredOverHttp1(kind);
        assertToldInPart();
    }

    @ParameterizedTest
    @EnumSource
    void inTheResponseOverHttp1(Kind kind) throws IOException {
        assertCutOverHttp1(kind);
        assertToldInPart();
    }

    @ParameterizedTest
    @EnumSource
    void beforeTheResponseOverHttp2(Kind kind) throws IOException {
        assertAnsweredOverHttp2(kind);
        assertToldInPart();
    }

    @ParameterizedTest
    @EnumSource
    void inTheResponseOverHttp2(Kind kind) throws IOException {
        assertCutOverHttp2(kind);
        assertToldInPart();
    }
}
