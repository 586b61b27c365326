package dev.weir.http2;

import dev.weir.http.core.support.Deadlines;

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
    private final FrameFlusher out;
    private final ReceiveWindow window = new ReceiveWindow(Http2Config.INITIAL_WINDOW);
    /** How many handlers wait for content. */
    private int readers;
    /** Since when the window is shut; 0 while it is not. */
    private long shutSince;
    /** For how long it was shut before. */
    private long shutNanos;

    ConnectionWindow(FrameFlusher out) {
        this.out = out;
    }

    /** Takes octets off the window; false when there is no room for them. */
    boolean receive(int octets) {
        if (!window.receive(octets)) {
            return false;
        }
        if (window.isShut() && shutSince == 0) {
            long now = System.nanoTime();
            shutSince = Deadlines.of(now);
        }
        return true;
    }

    /** Gives credit for octets that were read, or that nobody will read. */
    void credit(int octets) {
        if (octets > 0) {
            announce(window.consumed(octets, readers > 0));
        }
    }

    /** A handler begins to wait for content. */
    void readerWaits() {
        readers++;
        announce(window.consumed(0, true));
    }

    void readerGoes() {
        readers--;
    }

    /** Makes the window larger, unless it is so large already. */
    void grow(int size) {
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
        return shutSince != 0;
    }

    /** For how long that was so, up to a time. */
    long shutNanos(long now) {
        return shutSince == 0 ? shutNanos : shutNanos + (now - shutSince);
    }
}
