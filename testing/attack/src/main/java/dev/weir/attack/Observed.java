package dev.weir.attack;

import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a server sends on a connection of HTTP/2, read by a thread of its own until the connection ends.
 *
 * <p><b>Threads.</b> Thread-safe; all state is guarded by the object itself.
 */
public final class Observed {
    private static final byte[] ASKED = "asked?!.".getBytes(StandardCharsets.US_ASCII);

    /** Behind a frame's name, of which ACK is a part. */
    private static final Pattern NAME_END = Pattern.compile(" (?!ACK)");

    private static final int STANDSTILL_MILLIS = 200;

    private final Http2Wire wire;
    private final Map<Integer, String> statuses = new HashMap<>();
    private final Map<Integer, String> resets = new TreeMap<>();
    private final Map<String, Integer> resetsByError = new TreeMap<>();
    private final List<String> goAways = new ArrayList<>();
    private final Map<Integer, Integer> content = new HashMap<>();
    private final Map<String, Integer> frames = new TreeMap<>();
    private int whole;
    private boolean dealtWith;
    private boolean ended;
    private boolean paused;
    /** Whether what comes from now on is our own closing. */
    private boolean over;

    private String refused;

    Observed(Http2Wire wire) {
        this.wire = wire;
        Thread.ofPlatform().daemon().name("observer").start(this::readAll);
    }

    private void readAll() {
        try {
            for (Frame frame = wire.readPatiently(); frame != null; frame = wire.readPatiently()) {
                note(frame);
                awaitNotPaused();
            }
        } catch (IOException e) {
            refused(e);
        } finally {
            synchronized (this) {
                ended |= !over;
                notifyAll();
            }
        }
    }

    /** What has come by now is what the server has sent: the client closes the connection. */
    synchronized void over() {
        over = true;
        paused = false;
        notifyAll();
    }

    private synchronized void awaitNotPaused() {
        while (paused) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Whether nothing is read any more. */
    public synchronized void pause(boolean on) {
        paused = on;
        notifyAll();
    }

    /** Waits until nothing more comes while nothing is read: all buffers on the way are full. */
    public void awaitStandstill() throws IOException {
        int before = -1;
        int now = wire.available();
        while (now != before || now == 0) {
            try {
                Thread.sleep(STANDSTILL_MILLIS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            before = now;
            now = wire.available();
        }
    }

    private synchronized void note(Frame frame) {
        if (over) {
            return;
        }
        String name = frame.toString();
        frames.merge(NAME_END.split(name, 2)[0], 1, Integer::sum);
        switch (frame.type()) {
            case Http2Wire.HEADERS -> {
                if (frame.field(":status") != null) {
                    statuses.put(frame.stream(), frame.field(":status"));
                }
            }
            case Http2Wire.DATA -> content.merge(frame.stream(), frame.payload().length, Integer::sum);
            case Http2Wire.RST_STREAM -> {
                resets.put(frame.stream(), frame.error());
                resetsByError.merge(frame.error(), 1, Integer::sum);
            }
            case Http2Wire.GOAWAY -> {
                String text = frame.text().substring(8);
                goAways.add(name + (text.isEmpty() ? "" : " (" + text + ")"));
            }
            case Http2Wire.PING ->
                dealtWith |= (frame.flags() & Http2Wire.ACK) != 0 && Arrays.equals(frame.payload(), ASKED);
            default -> {}
        }
        if (frame.ends()) {
            whole++;
        }
        notifyAll();
    }

    /** The server no longer reads. */
    synchronized void refused(IOException e) {
        if (refused == null && !over) {
            refused = String.valueOf(e.getMessage());
        }
    }

    /** How sending or reading broke off; null where it did not. */
    public synchronized String refusedWith() {
        return refused;
    }

    /** Asks with a PING, and waits for its answer or the end of the connection. */
    public void awaitDealtWith() throws IOException {
        synchronized (this) {
            dealtWith = false;
        }
        try {
            wire.frame(Http2Wire.PING, 0, 0, ASKED);
            wire.flush();
        } catch (IOException e) {
            // It has closed the connection: what it has sent before that is still to be read.
            refused(e);
        }
        await("an answer to a PING, or the end", seen -> seen.dealtWith || seen.ended);
    }

    /** Waits until the server has ended the connection. */
    public void awaitEnd() {
        awaitEnd(Wire.SAFETY_MILLIS);
    }

    /** The same where it may take longer than anything else does: until a deadline of the server's. */
    public void awaitEnd(int millis) {
        await("the end", millis, seen -> seen.ended);
    }

    /**
     * Waits until the server has sent something; the condition is asked under the lock.
     *
     * @throws AssertionError when it never does
     */
    public void await(String what, Predicate<Observed> so) {
        await(what, Wire.SAFETY_MILLIS, so);
    }

    private synchronized void await(String what, int millis, Predicate<Observed> so) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (!so.test(this)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "waited in vain for " + what + "; the server has sent " + this + "\n" + wire.transcript());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Whether the connection has ended. */
    public synchronized boolean ended() {
        return ended;
    }

    /** The status of a stream's answer; null while there is none. */
    public synchronized String status(int stream) {
        return statuses.get(stream);
    }

    /** The error that a stream was reset with; null when it was not. */
    public synchronized String reset(int stream) {
        return resets.get(stream);
    }

    /** How many streams were reset with an error. */
    public synchronized int resets(String error) {
        return resetsByError.getOrDefault(error, 0);
    }

    /** How many answers came whole. */
    public synchronized int whole() {
        return whole;
    }

    /** How many bytes of content have come on a stream. */
    public synchronized int content(int stream) {
        return content.getOrDefault(stream, 0);
    }

    /** How many frames of a name have come; {@code PING ACK} and {@code SETTINGS ACK} are names of their own. */
    public synchronized int frames(String name) {
        return frames.getOrDefault(name, 0);
    }

    /** The GOAWAY frames: last stream, error, and the debug text in parentheses. */
    public synchronized List<String> goAways() {
        return List.copyOf(goAways);
    }

    /** What has been sent and read on the connection, its beginning at least. */
    public String transcript() {
        return wire.transcript();
    }

    /** How the server has ended it: its resets by error, its GOAWAY frames, and whether the connection is open. */
    @Override
    public synchronized String toString() {
        List<String> parts = new ArrayList<>();
        resetsByError.forEach((error, count) -> parts.add("RST_STREAM " + error + (count == 1 ? "" : " x" + count)));
        parts.addAll(goAways);
        parts.add(ended ? "closed" : "open");
        return String.join("; ", parts);
    }
}
