package dev.weir.http2.exchange;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.frame.FrameWriter;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.stream.ReceiveWindow;

/**
 * How much content a client may send: the window of the connection, and the size that those of streams have and may
 * grow to (RFC 9113 section 6.9).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class StreamWindows {
    final ConnectionWindow ofConnection;
    private final ConnectionLock lock;
    private final FrameFlusher out;
    private final int connectionSize;
    /** The size that our SETTINGS say. */
    private final int firstSize;
    /** That of the streams on which no content can come. */
    private final ReceiveWindow unused;
    /** The size that a stream's window may have by now. */
    private int size;
    /** By how much the windows of all streams may still grow. */
    private int growth;
    /** Whether the client has acknowledged our SETTINGS; until then it may use the window of section 6.9.2. */
    private boolean sizeKnown;

    StreamWindows(Http2Config config, ConnectionLock lock, FrameFlusher out) {
        this.lock = lock;
        this.out = out;
        this.ofConnection = new ConnectionWindow(lock, out);
        this.connectionSize = config.connectionWindow();
        this.firstSize = config.streamWindow();
        this.size = firstSize;
        this.unused = new ReceiveWindow(firstSize);
    }

    /**
     * Makes a stream's window: of the size that our SETTINGS say, which is what the client knows.
     *
     * @param whole whether the request has ended with its head: no content can come then, and all such streams share a window
     *     that never changes
     */
    ReceiveWindow open(boolean whole) {
        lock.assertHeld();
        if (whole) {
            return unused;
        }
        int initial = (int) Setting.INITIAL_WINDOW_SIZE.initial();
        return new ReceiveWindow(firstSize, sizeKnown ? 0 : Math.max(0, initial - firstSize));
    }

    /** A stream has closed: others may grow by what its window had grown. */
    void close(ReceiveWindow window) {
        lock.assertHeld();
        growth += window.size() - firstSize;
    }

    /** The client has acknowledged our SETTINGS: windows are what they say from here on (section 6.9.2). */
    public void settingsAcknowledged(Iterable<Http2Stream> open) {
        lock.assertHeld();
        if (!sizeKnown) {
            sizeKnown = true;
            open.forEach(stream -> stream.receiveWindow.sizeKnown());
        }
    }

    /** Takes flow-controlled octets off the connection's window; false when there is no room for them. */
    public boolean receive(int octets) {
        lock.assertHeld();
        return ofConnection.receive(octets);
    }

    /** Returns credit for octets that were read or dropped. */
    public void credit(int octets) {
        lock.assertHeld();
        ofConnection.credit(octets);
    }

    /**
     * Returns credit for octets of a stream that were read or dropped, to its window and to that of the connection.
     *
     * @param streams how many are open
     */
    void credit(Http2Stream stream, int octets, int streams) {
        lock.assertHeld();
        ofConnection.credit(octets);
        if (!stream.state.mayReceive()) {
            return;
        }
        ReceiveWindow window = stream.receiveWindow;
        int increment = window.consumed(octets);
        int growth = increment > 0 ? growth(window, streams) : 0;
        if (growth > 0) {
            increment += window.grow(window.size() + growth);
        }
        if (increment > 0) {
            FrameWriter.windowUpdate(out.control(), stream.id, increment);
        }
    }

    /** Grows the connection's window to its first size, unless memory is scarce. */
    public void openConnection() {
        lock.assertHeld();
        if (!out.memory.scarce()) {
            ofConnection.grow(connectionSize);
        }
    }

    /**
     * Lets windows grow to a size that the connection can use. That of the connection keeps its lead over that of a
     * stream, so that a stream that is not read leaves as much to the others as before.
     */
    public void grow(int newSize) {
        lock.assertHeld();
        if (newSize <= size || out.memory.scarce()) {
            return;
        }
        growth += newSize - size;
        size = newSize;
        int lead = Math.max(0, connectionSize - firstSize);
        ofConnection.grow((int) Math.min(Integer.MAX_VALUE, (long) newSize + lead));
    }

    /**
     * Takes what a stream's window grows by now, as its content is read. All streams together grow by no more than what
     * one alone would use, or several that have stopped being read could fill the window of the connection.
     *
     * @param streams how many are open
     */
    private int growth(ReceiveWindow ofStream, int streams) {
        if (out.memory.scarce()) {
            return 0;
        }
        int wanted = Math.min(size - ofStream.size(), streams == 1 ? growth : growth / 2);
        growth -= wanted;
        return wanted;
    }
}
