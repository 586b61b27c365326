package dev.weir.simulation;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** The handler of all plans: does what the task says that the request's path names. */
final class TaskHandler implements Handler {
    /** The longest that a handler blocks for one that cancels it. */
    private static final long BLOCK_NANOS = 400_000_000L;

    private final World world;
    private final List<Task> tasks;
    private final AtomicIntegerArray calls;

    TaskHandler(World world, List<Task> tasks) {
        this.world = world;
        this.tasks = tasks;
        this.calls = new AtomicIntegerArray(tasks.size());
    }

    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        Task task = tasks.get(Integer.parseInt(r.rawPath().substring(r.rawPath().lastIndexOf('/') + 1)));
        if (calls.incrementAndGet(task.id) != 1) {
            world.violated("the handler is called twice for " + task);
        }
        if (!r.method().equals(task.method) || !String.valueOf(task.id).equals(r.headers().get(Task.FIELD))) {
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
                case READ -> read = read(task, r, read, read + step.amount());
                case READ_ALL -> {
                    read = read(task, r, read, Integer.MAX_VALUE);
                    if (read != task.requestLength) {
                        world.violated("the content ends at " + read + " of " + task);
                    }
                }
                case WRITE -> write(task, w, step.amount());
                case FLUSH -> {
                    task.due = task.given;
                    w.flush();
                }
                case SLEEP -> world.sleep(step.amount() * 1_000L);
                case BLOCK -> world.sleep(BLOCK_NANOS);
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
            w.trailers().set("X-End", String.valueOf(task.id));
        }
    }

    private int read(Task task, Request r, int from, int until) throws IOException {
        byte[] some = new byte[Math.min(until - from, 3000)];
        int at = from;
        while (at < until) {
            task.reading = true;
            int n = r.content().read(some, 0, Math.min(some.length, until - at));
            task.reading = false;
            if (n < 0) {
                return at;
            }
            for (int i = 0; i < n; i++) {
                if (some[i] != task.asked(at + i)) {
                    world.violated("the content is not what was sent, at " + (at + i) + " of " + task);
                    return at;
                }
            }
            at += n;
            task.read = at;
        }
        return at;
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
        java.util.Arrays.fill(content, (byte) 0xee);
    }
}
