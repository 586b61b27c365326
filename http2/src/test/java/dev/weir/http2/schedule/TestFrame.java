package dev.weir.http2.schedule;

import dev.weir.http2.spi.OutboundFrame;

/** A frame of a test: so many octets, of which so many may go; the number tells it from others of its stream. */
final class TestFrame implements OutboundFrame {
    /** The largest part that is let go at once, as a client's frame size has it. */
    static final int FRAME = 16_384;

    final int stream;
    final int number;
    private int size;
    private final Window window;
    private boolean part;

    /** What a stream may still send; shared by its frames. */
    static final class Window {
        int available = Integer.MAX_VALUE;
    }

    TestFrame(int stream, int number, int size, Window window) {
        this.stream = stream;
        this.number = number;
        this.size = size;
        this.window = window;
    }

    @Override
    public int stream() {
        return stream;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int allowed() {
        return Math.max(0, Math.min(size, Math.min(window.available, FRAME)));
    }

    @Override
    public OutboundFrame split(int octets) {
        if (octets <= 0 || octets >= size) {
            throw new IllegalArgumentException(octets + " of " + size);
        }
        size -= octets;
        TestFrame first = new TestFrame(stream, number, octets, window);
        first.part = true;
        return first;
    }

    /** Whether more of it is to come. */
    boolean isPart() {
        return part;
    }

    Window window() {
        return window;
    }

    @Override
    public String toString() {
        return stream + "#" + number + "(" + size + ")";
    }
}
