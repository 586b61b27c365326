package dev.weir.attack;

import dev.weir.mux.ServeMux;

/**
 * Handlers that throw what cannot even be logged, as happens when no memory is left for a stack trace: the
 * client is answered or cut off all the same, and does not wait.
 */
class UnloggableErrorTest extends ErrorFamily {
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
    private static final class Unloggable extends Error {
        private static final long serialVersionUID = 1;

        private final Kind kind;

        Unloggable(Kind kind) {
            this.kind = kind;
        }

        @Override
        public String getMessage() {
            return kind.message();
        }
    }

    static Kind[] kinds() {
        return Kind.values();
    }

    @Override
    void routes(ServeMux mux) {
        for (Kind kind : Kind.values()) {
            routes(mux, kind, () -> {
                throw new Unloggable(kind);
            });
        }
    }

    /** One that breaks off, and one that says what it was. */
    @Override
    int logLines() {
        return 2 * (int) expectedFailures();
    }

    @Override
    void assertLogged() {
        awaitLogged("the handler failed with " + Unloggable.class.getName() + ", which cannot be logged");
    }
}
