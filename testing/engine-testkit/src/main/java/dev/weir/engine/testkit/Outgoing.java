package dev.weir.engine.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an engine has written, for the client to look at and to wait for. Thread-safe. */
final class Outgoing {
    /** Whether bytes can be looked at, or are only counted. */
    private final boolean keeps;

    // guarded by this
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    /** Where each write ended. */
    private final List<Integer> ends = new ArrayList<>();

    private long count;
    private boolean ended;
    private boolean last;

    Outgoing(boolean keeps) {
        this.keeps = keeps;
    }

    // ---- the engine's side

    synchronized void write(ByteBuffer src) throws IOException {
        checkOpen();
        take(src);
        wrote();
    }

    synchronized void write(ByteBuffer[] srcs) throws IOException {
        checkOpen();
        for (ByteBuffer src : srcs) {
            take(src);
        }
        wrote();
    }

    /** What nothing may be written after. */
    synchronized void writeLast(ByteBuffer src) throws IOException {
        write(src);
        last = true;
    }

    synchronized boolean hasLast() {
        return last;
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void checkOpen() throws IOException {
        if (ended || last) {
            throw new IOException("closed");
        }
    }

    private void take(ByteBuffer src) {
        count += src.remaining();
        if (keeps) {
            byte[] bytes = new byte[src.remaining()];
            src.get(bytes);
            written.writeBytes(bytes);
        } else {
            src.position(src.limit());
        }
    }

    private void wrote() {
        if (keeps) {
            ends.add(written.size());
        }
        notifyAll();
    }

    // ---- the client's side

    synchronized long count() {
        return count;
    }

    synchronized String text() {
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    synchronized List<String> writes() {
        String all = text();
        List<String> writes = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            writes.add(all.substring(from, end));
            from = end;
        }
        return writes;
    }

    synchronized void awaitWrites(int calls) throws InterruptedException {
        while (ends.size() < calls) {
            wait();
        }
    }

    /** Bytes from a place on: none after the longest wait, and null at the end. */
    synchronized byte[] await(int from, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (written.size() <= from && !ended) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return new byte[0];
            }
            wait(left);
        }
        byte[] all = written.toByteArray();
        return all.length <= from ? null : Arrays.copyOfRange(all, from, all.length);
    }
}
