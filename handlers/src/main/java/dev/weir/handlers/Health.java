package dev.weir.handlers;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Says whether the program is well, to a balancer or a supervisor: 200 where it is, 503 where it is not, with a line of JSON.
 *
 * <pre>{@code
 * mux.handle("GET /live", Health.live());
 * mux.handle("GET /ready", Health.ready().with("database", Duration.ofSeconds(1), () -> ping(dataSource)));
 * }</pre>
 *
 * <p>{@link #live} says that the program answers at all: who gets no answer restarts it. {@link #ready} says that it wants
 * requests: it answers 503 from the moment on in which the server is asked to shut down, which the server's
 * {@code drainDelay} puts before the end of its listening.
 *
 * <p><b>Checks</b> run beside each other, each on a virtual thread; one that throws, or takes longer than its time, is down,
 * and with it the whole. A late one is interrupted, and is not started again while it still runs. A result is good for a
 * second and for all who ask meanwhile, so that no number of requests becomes as many queries. What a check throws is logged
 * when its state changes (to {@code System.Logger} of this class) and not shown to the client.
 *
 * <p>GET and HEAD only; the answer has {@code Cache-Control: no-store}.
 *
 * <p><b>Threads.</b> Immutable but for the last results, and thread-safe.
 */
public final class Health implements Handler {
    /** Short, as those who ask have little patience: a second with Kubernetes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final boolean readiness;
    private final List<HealthCheck> checks;

    /** Looks at something that the program needs. */
    @FunctionalInterface
    public interface Check {
        /**
         * Looks; returns when all is well. Should end when its thread is interrupted.
         *
         * @throws Exception when it is not
         */
        void run() throws Exception;
    }

    private Health(boolean readiness, List<HealthCheck> checks) {
        this.readiness = readiness;
        this.checks = checks;
    }

    /**
     * Returns a handler that says that the program runs, also while it shuts down. Checks of things outside of the program do
     * not belong here: a restart does not mend them.
     *
     * @return the handler, without checks
     */
    public static Health live() {
        return new Health(false, List.of());
    }

    /**
     * Returns a handler that says whether the program wants requests: not so from the beginning of a shutdown on.
     *
     * @return the handler, without checks
     */
    public static Health ready() {
        return new Health(true, List.of());
    }

    /**
     * Returns a copy with one more check, which may take a second.
     *
     * @param name what the answer calls it; each name once
     * @param check the check
     * @return the copy
     * @throws IllegalArgumentException for an empty name or one that is there already
     */
    public Health with(String name, Check check) {
        return with(name, TIMEOUT, check);
    }

    /**
     * Returns a copy with one more check.
     *
     * @param name what the answer calls it; each name once
     * @param timeout how long it may take, more than zero
     * @param check the check
     * @return the copy
     * @throws IllegalArgumentException for an empty name or one that is there already, or a time that is not over zero
     */
    public Health with(String name, Duration timeout, Check check) {
        Objects.requireNonNull(check, "check");
        boolean taken = name.isEmpty();
        for (HealthCheck other : checks) {
            taken |= other.name().equals(name);
        }
        if (taken) {
            throw new IllegalArgumentException("each check has a name of its own, not: " + name);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a check needs more than no time: " + timeout);
        }
        List<HealthCheck> more = new ArrayList<>(checks);
        more.add(new HealthCheck(name, timeout, check));
        return new Health(readiness, List.copyOf(more));
    }

    /**
     * Answers.
     *
     * @param w the response
     * @param r the request
     * @throws HttpError 405 for a method other than GET and HEAD
     * @throws InterruptedException when the request was cancelled
     * @throws IOException when the client is gone
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws IOException, InterruptedException {
        if (!r.method().equals(HttpMethod.GET) && !r.method().equals(HttpMethod.HEAD)) {
            throw HttpError.methodNotAllowed("GET, HEAD");
        }
        boolean leaves = readiness && r.shuttingDown();
        boolean up = !leaves;
        StringBuilder list = new StringBuilder();
        if (up) {
            for (HealthCheck check : checks) {
                check.begin();
            }
            for (HealthCheck check : checks) {
                String state = check.await();
                up &= state.equals(HealthCheck.UP);
                list.append(list.isEmpty() ? ",\"checks\":{" : ",");
                quote(list, check.name());
                list.append(":\"").append(state).append('"');
            }
        }
        if (!list.isEmpty()) {
            list.append('}');
        }
        w.status(up ? Status.OK : Status.SERVICE_UNAVAILABLE);
        w.header("Content-Type", "application/json").header("Cache-Control", "no-store");
        w.write("{\"status\":\"" + (up ? "up" : leaves ? "shutting down" : "down") + "\"" + list + "}\n");
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                Ascii.appendUnicodeEscape(json, c);
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
