package dev.weir.http2.exchange;

import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.stream.ReceiveWindow;

/**
 * How much content a client may send on all streams together (RFC 9113 section 6.9), with what depends on it: how many
 * handlers wait for content, and for how long no client could have sent any.
 *
 * <p>Content that is not read takes its share of this window, and the rest is for the other streams. Credit is
 * announced when it is half of the window, so that few frames suffice; but where a handler waits for content it is
 * announced as soon as it is more than what the client has left. So the streams whose content is read get through as
 * long as there is any room, however little.
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

    /** What the client may still send on all streams together. */
    int granted() {
        lock.assertHeld();
        return window.granted();
    }

    /** Takes octets off the window; false when it has no room for them. */
    boolean receive(int octets) {
        lock.assertHeld();
        if (!window.receive(octets)) {
            return false;
        }
        if (window.isShut() && shutSince == 0) {
            shutSince = Deadlines.of(System.nanoTime());
        }
        return true;
    }

    /** Returns credit for octets that were read or dropped. */
    void credit(int octets) {
        lock.assertHeld();
        if (octets > 0) {
            announce(window.consumed(octets, readers > 0));
        }
    }

    /** Notes that a handler waits for content. */
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

    /** Returns whether no client can send content now, though it would. */
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
