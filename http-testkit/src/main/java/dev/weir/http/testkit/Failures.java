package dev.weir.http.testkit;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the handlers of a server have thrown that became no answer of their own, by the address of the client: so that an
 * assertion about a 500 shows its cause. Noted before the answer is sent. Thread-safe.
 */
final class Failures {
    // guarded by this
    private final List<Throwable> all = new ArrayList<>();
    private final Map<SocketAddress, List<Throwable>> ofClient = new HashMap<>();

    /** The handler, with what it throws noted. */
    Handler watch(Handler handler) {
        return (w, r) -> {
            SocketAddress client = r.remoteAddress();
            w.onEnd(end -> end.failure().ifPresent(this::note));
            try {
                handler.serve(w, r);
            } catch (HttpError | ContentException | AbortHandler answer) {
                throw answer;
            } catch (Throwable failure) {
                note(failure);
                synchronized (this) {
                    ofClient.computeIfAbsent(client, _ -> new ArrayList<>()).add(failure);
                }
                throw failure;
            }
        };
    }

    private synchronized void note(Throwable failure) {
        for (Throwable known : all) {
            if (known == failure) {
                return;
            }
        }
        all.add(failure);
    }

    /** Takes those of a client since it was last asked. */
    synchronized List<Throwable> take(SocketAddress client) {
        List<Throwable> of = ofClient.remove(client);
        return of == null ? List.of() : of;
    }

    synchronized List<Throwable> all() {
        return List.copyOf(all);
    }
}
