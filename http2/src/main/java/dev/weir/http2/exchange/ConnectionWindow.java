package dev.weir.http2.exchange;

import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.stream.ReceiveWindow;

/**
 * How much content a client may send us on all streams together (RFC 9113 section 6.9), with what depends on it: who
 * waits for content, and for how long no client could have sent any.
 *
 * <p>Content that nobody reads yet takes its share of this window, and the rest is for the other streams. Credit is
 * announced when half of the window is to be said, so that few frames do; but where somebody waits for content it is
 * announced as soon as it is more than what the client has left. So the streams whose content is read get through
 * as long as there is any room, however little.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class ConnectionWindow {
    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final ReceiveWindow window = new ReceiveWindow((int) Setting.INITIAL_WINDOW_SIZE.initial());
    /** How many handlers wait for content. */
    private int readers;
    /** Since when the window is shut; 0 while it is not. */
    private long shutSince;
    /** For how long it was shut before. */
    private long shutNanos;

    ConnectionWindow(ConnectionLock lock, FrameFlusher out) {
        this.lock = lock;
        this.out = out;
    }

    /** Takes octets off the window; false when there is no room for them. */
    boolean receive(int octets) {
        lock.assertHeld();
        if (!window.receive(octets)) {
            return false;
        }
        if (window.isShut() && shutSince == 0) {
            long now = System.nanoTime();
            shutSince = now == 0 ? 1 : now;
        }
        return true;
    }

    /** Gives credit for octets that were read, or that nobody will read. */
    void credit(int octets) {
        lock.assertHeld();
        if (octets > 0) {
            announce(window.consumed(octets, readers > 0));
        }
    }

    /** A handler begins to wait for content. */
    void readerWaits() {
        lock.assertHeld();
        readers++;
        announce(window.consumed(0, true));
    }

    void readerGoes() {
        lock.assertHeld();
        readers--;
    }

    /** Makes the window larger, unless it is so large already. */
    void grow(int size) {
        lock.assertHeld();
        if (size > window.size()) {
            announce(window.grow(size));
        }
    }

    private void announce(int increment) {
        if (increment == 0) {
            return;
        }
        FrameWriter.windowUpdate(out.control(), 0, increment);
        if (shutSince != 0 && !window.isShut()) {
            shutNanos += System.nanoTime() - shutSince;
            shutSince = 0;
        }
    }

    /** Whether no client can send content now, though it would. */
    boolean isShut() {
        lock.assertHeld();
        return shutSince != 0;
    }

    /** For how long that was so, up to a time. */
    long shutNanos(long now) {
        lock.assertHeld();
        return shutSince == 0 ? shutNanos : shutNanos + (now - shutSince);
    }
}
