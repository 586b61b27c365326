package dev.weir.simulation;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** The handler of all plans: does what the task says that the request's path names. */
final class TaskHandler implements Handler {
    /** The longest that a handler blocks for one that cancels it. */
    private static final long BLOCK_NANOS = 400_000_000L;

    private static final int MOST_READ = 3000;
    /** What a handler has in its array after a write. */
    private static final byte REUSED = (byte) 0xee;

    private final World world;
    private final List<Task> tasks;
    /** For each task, and for those that a client adds. */
    private final AtomicIntegerArray calls;

    TaskHandler(World world, List<Task> tasks) {
        this.world = world;
        this.tasks = tasks;
        this.calls = new AtomicIntegerArray(tasks.size() + CreditProbe.MOST_PROBES);
    }

    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        Task task = tasks.get(Integer.parseInt(r.rawPath().substring(r.rawPath().lastIndexOf('/') + 1)));
        if (calls.incrementAndGet(task.id) != 1) {
            world.violated("the handler is called twice for " + task);
        }
        if (!r.method().equals(task.method)
                || !String.valueOf(task.id).equals(r.headers().get(Task.FIELD))) {
            world.violated("another request is shown as " + task + ": " + r.method() + " " + r.headers());
        }
        if (Thread.currentThread().isInterrupted() && !r.cancelled()) {
            world.violated("a handler begins interrupted: " + task);
        }
        task.begun = true;
        boolean returns = false;
        try {
            run(task, w, r);
            task.due = task.given;
            returns = true;
        } finally {
            task.reading = false;
            task.ended = returns;
            task.left = true;
        }
    }

    private void run(Task task, ResponseWriter w, Request r) throws IOException {
        w.status(task.status).header(Task.FIELD, String.valueOf(task.id));
        if (task.answerLengthDeclared && task.hasContent()) {
            w.header("Content-Length", String.valueOf(task.responseLength));
        }
        int read = 0;
        for (Task.Step step : task.steps) {
            switch (step.act()) {
                case READ -> {
                    read = read(task, r, read, read + step.amount());
                    if (read < task.requestLength) {
                        noTrailers(task, r);
                    }
                }
                case READ_ALL -> {
                    read = read(task, r, read, Integer.MAX_VALUE);
                    if (read != task.requestLength) {
                        world.violated("the content ends at " + read + " of " + task);
                    }
                    trailers(task, r.trailers());
                }
                case FIELD -> w.header(Task.FILL, "f".repeat(step.amount()));
                case WRITE -> write(task, w, step.amount());
                case TUNNEL -> tunnel(task, w, step.amount());
                case FLUSH -> {
                    task.due = task.given;
                    w.flush();
                }
                case SLEEP -> world.sleep(step.amount() * 1_000L);
                case BLOCK -> world.sleep(BLOCK_NANOS);
                case COMPUTE -> world.compute(step.amount() * 1_000L);
                case INFORM -> {
                    task.informed = true;
                    w.inform(103, new Headers().set("Link", "</" + task.id + ">"));
                }
                case CLOSE -> {
                    trailer(task, w);
                    task.due = task.given;
                    w.close();
                }
                case ASK_CANCELLED -> r.cancelled();
                case FAIL -> throw new Task.OnPurpose();
                case ABORT -> throw new AbortHandler();
                case REFUSE -> throw new HttpError(418, "no coffee");
            }
        }
        if (task.steps.stream().noneMatch(step -> step.act() == Task.Act.CLOSE)) {
            trailer(task, w);
        }
    }

    private static void trailer(Task task, ResponseWriter w) {
        if (task.trailer) {
            w.trailers().set(Task.END, String.valueOf(task.id));
        }
    }

    private void trailers(Task task, Headers trailers) {
        String end = trailers.get(Task.END);
        if (trailers.size() != (task.asksWithTrailer ? 1 : 0)
                || task.asksWithTrailer && !String.valueOf(task.id).equals(end)) {
            world.violated("the trailers are not what was sent: " + trailers + " of " + task);
        }
    }

    /** They come after the content: before that they are not known, and a handler that asks gets an exception. */
    private void noTrailers(Task task, Request r) {
        try {
            world.violated("trailers within the content: " + r.trailers() + " of " + task);
        } catch (IllegalStateException e) {
            // as it should be
        }
    }

    private int read(Task task, Request r, int from, int until) throws IOException {
        byte[] some = new byte[Math.min(until - from, MOST_READ)];
        int at = from;
        while (at < until) {
            int n = read(task, r.content(), some, at, Math.min(some.length, until - at));
            if (n < 0) {
                return at;
            }
            at += n;
        }
        return at;
    }

    /** Reads once. */
    private int read(Task task, InputStream in, byte[] into, int at, int most) throws IOException {
        task.reading = true;
        int n = in.read(into, 0, most);
        task.reading = false;
        for (int i = 0; i < n; i++) {
            if (into[i] != task.asked(at + i)) {
                world.violated("the content is not what was sent, at " + (at + i) + " of " + task);
                break;
            }
        }
        task.read = at + Math.max(n, 0);
        return n;
    }

    /** Sends back what comes, as it comes; in the end leaves it to the engine to close the stream, or closes it. */
    private void tunnel(Task task, ResponseWriter w, int most) throws IOException {
        TunnelRequest asked = w.as(TunnelRequest.class).orElseThrow();
        if (!asked.protocols().equals(List.of(Task.PROTOCOL))) {
            world.violated("a tunnel for other protocols: " + asked.protocols());
        }
        Tunnel stream = asked.accept(Task.PROTOCOL);
        byte[] some = new byte[MOST_READ];
        int at = 0;
        while (at < most) {
            int n = read(task, stream.input(), some, at, Math.min(some.length, most - at));
            if (n < 0) {
                break;
            }
            at += n;
            task.given = at;
            task.due = at;
            stream.output().write(some, 0, n);
            task.taken = at;
            Arrays.fill(some, REUSED);
        }
        if (at != task.responseLength) {
            world.violated("the tunnel ends at " + at + " of " + task);
        }
        switch (task.outcome == Task.Outcome.WHOLE ? task.id % 3 : 2) {
            case 0 -> stream.close();
            case 1 -> stream.closeOutput();
            default -> {
                // The engine ends the response of a handler that returns.
            }
        }
    }

    private static void write(Task task, ResponseWriter w, int length) throws IOException {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = task.answer(task.given + i);
        }
        task.given += length;
        w.write(content);
        task.taken = task.given;
        // The engine may not look at the array any more.
        Arrays.fill(content, REUSED);
    }
}
