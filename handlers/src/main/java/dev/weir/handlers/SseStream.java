package dev.weir.handlers;

import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.internal.Ascii;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client, as a {@link Sse.Source} sends them. Each call sends at once.
 *
 * <p><b>Threads.</b> Thread-safe: any thread may send until the source has returned. Events of one call stay together.
 */
public final class SseStream {
    private final ResponseWriter w;
    private final Request request;
    private final Duration writeTimeout;
    private final Optional<Duration> retry;
    /** The source's thread. */
    private final Thread owner = Thread.currentThread();
    /** Held while something is written, as a response is for one thread at a time; no longer than a write may last. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Opened when nothing more is sent. */
    private final CountDownLatch over = new CountDownLatch(1);

    /** The source has returned: the response is no longer this stream's, nor is the thread. Guarded by lock. */
    private boolean released;
    /** The server drains. Written under lock. */
    private volatile boolean drained;
    /** Why the client cannot be reached; null while it can. Written under lock. */
    private volatile @Nullable IOException broken;
    /** When something was last written. Guarded by lock. */
    private long written = System.nanoTime();

    SseStream(ResponseWriter w, Request request, Duration writeTimeout, Optional<Duration> retry) {
        this.w = w;
        this.request = request;
        this.writeTimeout = writeTimeout;
        this.retry = retry;
    }

    void run(Sse.Source source, Duration heartbeat) throws Exception {
        w.writeDeadline(Duration.ZERO);
        write(retryLine());
        request.onDrain(this::drain);
        if (!heartbeat.isZero()) {
            long nanos = TimeUnit.NANOSECONDS.convert(heartbeat);
            Thread.ofVirtual().name("weir-sse").start(() -> beat(nanos));
        }
        try {
            try {
                source.run(this);
            } finally {
                release();
            }
        } catch (Exception e) {
            // What ended the stream says more than what that did to the source.
            if (!drained && broken == null) {
                throw e;
            }
        }
        IOException why = broken;
        if (why != null) {
            throw why;
        }
    }

    /** From here on no other thread writes, and none interrupts the source's. */
    private void release() {
        lock.lock();
        try {
            released = true;
            over.countDown();
        } finally {
            lock.unlock();
        }
        if (drained) {
            // The interrupt was for the source: this thread has the end of the response to write.
            Thread.interrupted();
        }
    }

    /** Ends the stream in order. Runs on a thread of the server's. */
    private void drain() {
        lock.lock();
        try {
            if (released || broken != null) {
                return;
            }
            if (retry.isPresent()) {
                write(retryLine());
            }
            drained = true;
            end();
        } catch (IOException _) {
            // The client has gone meanwhile: write() has ended the stream.
        } finally {
            lock.unlock();
        }
    }

    private String retryLine() {
        return retry.isPresent() ? "retry: " + retry.get().toMillis() + "\n\n" : "";
    }

    /** Has the source stop waiting; under lock, so that it is not interrupted while it writes. */
    private void end() {
        over.countDown();
        if (Thread.currentThread() != owner) {
            owner.interrupt();
        }
    }

    /** Sends a comment where nothing else was sent for a while, until the stream is over. */
    private void beat(long interval) {
        try {
            long wait = interval;
            while (!over.await(wait, TimeUnit.NANOSECONDS)) {
                lock.lock();
                try {
                    wait = interval - (System.nanoTime() - written);
                    if (wait <= 0 && over.getCount() > 0) {
                        write(":\n\n");
                        wait = interval;
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException _) {
            // write() has ended the stream.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String text) throws IOException {
        lock.lock();
        try {
            if (over.getCount() == 0) {
                throw new IOException("the stream of events has ended", broken);
            }
            if (!writeTimeout.isZero()) {
                w.writeDeadline(writeTimeout);
            }
            w.write(text);
            w.flush();
            if (!writeTimeout.isZero()) {
                w.writeDeadline(Duration.ZERO);
            }
            written = System.nanoTime();
        } catch (IOException e) {
            if (broken == null && over.getCount() > 0) {
                broken = e;
                end();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends an event of data alone.
     *
     * @param data what it says; each line becomes one of the event's
     * @throws IOException when the client has gone or does not read, the server drains, or the source has returned
     */
    public void send(String data) throws IOException {
        send(SseEvent.of(data));
    }

    /**
     * Sends an event.
     *
     * @param event the event
     * @throws IOException when the client has gone or does not read, the server drains, or the source has returned
     */
    public void send(SseEvent event) throws IOException {
        StringBuilder text = new StringBuilder();
        event.appendTo(text);
        write(text.toString());
    }

    /**
     * Sends several events at once, as those that a client has missed.
     *
     * @param events the events in their order
     * @throws IOException when the client has gone or does not read, the server drains, or the source has returned
     */
    public void sendAll(List<SseEvent> events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (SseEvent event : events) {
            event.appendTo(text);
        }
        write(text.toString());
    }

    /**
     * Sends a comment, which clients ignore.
     *
     * @param text any text
     * @throws IOException when the client has gone or does not read, the server drains, or the source has returned
     */
    public void comment(String text) throws IOException {
        StringBuilder lines = new StringBuilder();
        SseEvent.appendLines(lines, ": ", text);
        write(lines.append('\n').toString());
    }

    /**
     * Returns whether events still reach the client, as far as is known here.
     *
     * @return false when the client has gone, the server drains, or the source has returned
     */
    public boolean isOpen() {
        return over.getCount() > 0 && !request.cancelled();
    }

    /**
     * Waits on the source's thread for the end of the stream, where other threads send the events. What is to be cleaned up
     * afterwards belongs into {@code finally}, as the end interrupts.
     *
     * @throws InterruptedException when the client has gone or the server drains
     */
    public void awaitEnd() throws InterruptedException {
        over.await();
    }

    /**
     * Returns the identifier of the last event that the client has got, where it comes back.
     *
     * @return {@code Last-Event-ID} as it was given to {@link SseEvent#withId}, though a client can send anything; nothing where
     *     it is not there, empty, not UTF-8, or longer than an identifier may be
     */
    public Optional<String> lastEventId() {
        return request.header("Last-Event-ID")
                .map(value -> new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .filter(id -> !id.isEmpty() && id.length() <= SseEvent.MAX_ID && id.indexOf('\ufffd') < 0);
    }

    /**
     * Returns the last identifier, where identifiers are numbers.
     *
     * @return the number; nothing where there is none, or it is not one of decimal digits alone
     */
    public OptionalLong lastEventNumber() {
        long number = lastEventId().map(Ascii::decimal).orElse(-1L);
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
