package dev.weir.attack;

import dev.weir.http.core.ServerBuilder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;

/**
 * Handlers that throw an {@code Error}, of each kind that a JVM or a library throws: contained in their request, over
 * both protocols, before and after the response has begun.
 */
class HandlerErrorTest extends ErrorFamily {
    /** What is thrown, by the handler itself or by the JVM on its behalf. */
    enum Kind {
        ASSERTION {
            @Override
            void fail() {
                throw new AssertionError("on purpose");
            }
        },
        STACK_OVERFLOW {
            @Override
            void fail() {
                fail();
                throw new IllegalStateException("the stack has no end");
            }
        },
        OUT_OF_MEMORY {
            @Override
            void fail() {
                throw new OutOfMemoryError("on purpose");
            }
        },
        NO_CLASS {
            @Override
            void fail() {
                throw new NoClassDefFoundError("dev/weir/Missing");
            }
        },
        INITIALIZER {
            @Override
            void fail() {
                throw new ExceptionInInitializerError(new IllegalStateException("on purpose"));
            }
        },
        INTERNAL {
            @Override
            void fail() {
                throw new InternalError("on purpose");
            }
        },
        OWN {
            @Override
            void fail() {
                throw new Error("of somebody's own") {
                    private static final long serialVersionUID = 1;
                };
            }
        };

        abstract void fail();
    }

    static Kind[] kinds() {
        return Kind.values();
    }

    @Override
    void routes(ServeMux mux) {
        for (Kind kind : Kind.values()) {
            routes(mux, kind, kind::fail);
        }
    }

    /** Stack traces of a thousand lines are no news here. */
    @Override
    void configure(ServerBuilder builder) {
        builder.errorLog(Servers.LOG);
    }
}
