package dev.weir.http.core.exchange;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;

/** Runs a handler and turns what it throws into an answer: the same over every protocol. */
public final class HandlerRunner {
    private HandlerRunner() {}

    /**
     * Runs a handler on the calling thread and ends its response. Nothing that a handler throws leaves this method.
     *
     * @param server counts and logs
     * @param handler what answers
     * @param w the response; afterwards it is ended, taken over, or cut off
     * @param r the request; afterwards it cannot be cancelled any more
     */
    public static void run(ServerContext server, Handler handler, ServerResponse w, ServerRequest r) {
        server.counters().handlerStarted();
        r.gate().begin();
        w.begin(r);
        try {
            call(handler, w, r);
            w.finish();
        } catch (Throwable thrown) {
            fail(server, w, r, thrown);
        } finally {
            r.gate().end();
            w.release();
            server.counters().handlerEnded();
        }
    }

    /** Runs the handler; when this returns or throws, nothing that the handler has kept can touch the connection. */
    private static void call(Handler handler, ServerResponse w, ServerRequest r) throws Exception {
        try {
            Request.asCurrent(r).call(() -> {
                handler.serve(w, r);
                return null;
            });
        } finally {
            w.seal();
            r.seal();
        }
    }

    private static void fail(ServerContext server, ServerResponse w, ServerRequest r, Throwable thrown) {
        if (w.taken()) {
            // The connection is not ours any more, so nothing can be answered; who threw is told all the same.
            logFailure(server, r, thrown);
            return;
        }
        try {
            switch (thrown) {
                case AbortHandler _ -> w.cut();
                case HttpError e when w.replaceable() -> refuse(server, w, r, e);
                case ContentException e when w.replaceable() -> refuse(server, w, r, HttpError.of(e));
                default -> {
                    if (r.wasCancelled() || w.broken() || isOfContent(thrown)) {
                        server.logDebug(r + " ended early, the client has gone or broke off", thrown);
                    } else {
                        logFailure(server, r, thrown);
                    }
                    if (w.replaceable()) {
                        w.replace(HttpError.of(thrown));
                    } else {
                        w.cut();
                    }
                }
            }
        } catch (IOException e) {
            server.logDebug(r + " could not be answered", e);
            w.cut();
        } catch (RuntimeException | Error e) {
            // An error whose own fields cannot be sent, for example. Cut first: the log may fail again, and a client
            // whose stream nobody ends would wait for ever.
            w.cut();
            logFailure(server, r, e);
        }
    }

    private static void refuse(ServerContext server, ServerResponse w, ServerRequest r, HttpError e)
            throws IOException {
        w.replace(e);
        server.logDebug(r + " answered " + e.status() + ": " + e.getMessage(), null);
    }

    /** Whether it says that the client has not sent its content, as it is or as the cause of what a tunnel throws. */
    private static boolean isOfContent(Throwable thrown) {
        return thrown instanceof ContentException
                || thrown instanceof IOException e && e.getCause() instanceof ContentException;
    }

    private static void logFailure(ServerContext server, ServerRequest r, Throwable thrown) {
        server.counters().handlerFailed();
        try {
            server.logError("the handler failed on " + r + " from " + r.remoteAddress(), thrown);
        } catch (RuntimeException | Error e) {
            // What was thrown fails itself when it is asked for its message, or no memory is left for its stack trace.
            server.logError(
                    "the handler failed with " + thrown.getClass().getName() + ", which cannot be told: "
                            + e.getClass().getName(),
                    null);
        }
    }
}
