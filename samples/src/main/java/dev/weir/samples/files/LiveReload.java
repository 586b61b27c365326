package dev.weir.samples.files;

import dev.weir.handlers.Sse;
import dev.weir.http.api.Commit;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has pages reload in browsers when a file has changed, for those who write them. HTML gets a script at its end, and the
 * script listens to a stream of events. Page and events bear the state that the folder was in, so no change is missed
 * between the two, nor while the server is started anew.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class LiveReload implements Middleware, AutoCloseable {
    private static final String EVENTS = "/.weir/live";
    private static final String SCRIPT = "/.weir/live.js";
    private static final String PROGRAM = """
        // Reloads the page when the folder is no longer in the state that the page was made from.
        const state = new URL(document.currentScript.src).searchParams.get('state');
        new EventSource('/.weir/live').onmessage = event => event.data === state || location.reload();
        """;

    /** The states of another start are others. */
    private final String start = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final Sse events;
    private final FolderWatch watch;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How often something has changed. Guarded by lock. */
    private long changes;

    private LiveReload(Path folder) throws IOException {
        events = Sse.handler(stream -> {
            long seen = -1;
            while (true) {
                seen = awaitOther(seen);
                stream.send(state(seen));
            }
        });
        watch = FolderWatch.start(folder, this::change);
    }

    /**
     * Begins to watch a folder.
     *
     * @param folder what is served
     * @return the middleware, to be closed
     * @throws IOException where it cannot be watched
     */
    public static LiveReload of(Path folder) throws IOException {
        return new LiveReload(folder);
    }

    private String state(long number) {
        return start + "-" + number;
    }

    private long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private void change() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long awaitOther(long seen) throws InterruptedException {
        lock.lock();
        try {
            while (changes == seen) {
                changed.await();
            }
            return changes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            switch (r.path()) {
                case EVENTS -> events.serve(w, r);
                case SCRIPT -> {
                    w.header("Content-Type", "text/javascript; charset=utf-8").header("Cache-Control", "no-store");
                    w.write(PROGRAM);
                }
                default -> {
                    // Before the file is read: what changes meanwhile is another state.
                    String state = state(changes());
                    w.onCommit(commit -> addScript(commit, state));
                    // A browser may have the page from a time when it got no script.
                    Headers fields = r.headers().copy();
                    fields.remove("If-None-Match");
                    fields.remove("If-Modified-Since");
                    next.serve(w, r.withHeaders(fields));
                }
            }
        };
    }

    private static void addScript(Commit commit, String state) {
        Headers fields = commit.headers();
        fields.set("Cache-Control", "no-store");
        String type = fields.get("Content-Type");
        if (type == null
                || !type.startsWith("text/html")
                || commit.status() == 206
                || fields.contains("Content-Range")
                || fields.contains("Content-Encoding")) {
            return;
        }
        fields.remove("ETag");
        fields.remove("Last-Modified");
        String script = "<script src=\"" + SCRIPT + "?state=" + state + "\"></script>\n";
        commit.encode(out -> new Appending(out, script));
    }

    /** Ends the watching. Streams of events end with their server. */
    @Override
    public void close() {
        watch.close();
    }

    /** Writes something more at the end of the content. */
    private static final class Appending extends FilterOutputStream {
        private final String more;
        private boolean closed;

        Appending(OutputStream out, String more) {
            super(out);
            this.more = more;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                out.write(more.getBytes(StandardCharsets.UTF_8));
            }
            super.close();
        }
    }
}
