package dev.weir.http.testkit;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import java.io.IOException;

/** Runs a handler over a {@link ResponseRecorder} and turns what it throws into an answer, as a server does. */
final class RecordedCall {
    private RecordedCall() {}

    /** Interrupts the handler's thread when the request is cancelled, but not after the handler has returned. */
    private static final class Interrupter implements Runnable {
        private final Thread handler = Thread.currentThread();
        /** Guarded by this. */
        private boolean over;

        @Override
        public synchronized void run() {
            if (!over) {
                handler.interrupt();
            }
        }

        /** From here on the thread is the test's own; what it may have got from this one is taken away. */
        synchronized void end(boolean cancelled) {
            over = true;
            if (cancelled) {
                Thread.interrupted();
            }
        }
    }

    static void run(Handler handler, ResponseRecorder w, Request r) {
        Interrupter interrupter = new Interrupter();
        r.onCancel(interrupter);
        try {
            Request.asCurrent(r).call(() -> {
                handler.serve(w, r);
                return null;
            });
            w.close();
        } catch (Exception thrown) {
            w.failed(thrown);
            answer(w, thrown);
        } finally {
            interrupter.end(r.cancelled());
        }
    }

    private static void answer(ResponseRecorder w, Exception thrown) {
        if (w.committed() || thrown instanceof AbortHandler) {
            w.cut();
            return;
        }
        try {
            w.replace(HttpError.of(thrown));
        } catch (IOException e) {
            throw new AssertionError("an answer in memory cannot fail", e);
        }
    }
}
