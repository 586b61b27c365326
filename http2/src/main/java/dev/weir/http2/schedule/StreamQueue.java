package dev.weir.http2.schedule;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has to send, in order, and its links in a list of streams. Most streams never have more than two
 * frames.
 */
final class StreamQueue {
    final int stream;

    private @Nullable OutboundFrame first;
    private @Nullable OutboundFrame second;
    /** What follows the two; null while there never was any. */
    private @Nullable ArrayDeque<OutboundFrame> rest;

    // of the list that it is in
    @Nullable
    StreamQueue before;

    @Nullable
    StreamQueue after;

    @Nullable
    StreamList list;

    /** What the client wants for it; the schedulers that look at it own it. */
    StreamPriority.Urgency urgency = StreamPriority.DEFAULT;

    StreamQueue(int stream) {
        this.stream = stream;
    }

    boolean isEmpty() {
        return first == null;
    }

    void add(OutboundFrame frame) {
        if (first == null) {
            first = frame;
        } else if (second == null) {
            second = frame;
        } else {
            if (rest == null) {
                rest = new ArrayDeque<>(4);
            }
            rest.add(frame);
        }
    }

    /** Returns whether its first frame may be sent now, or a part of it. */
    boolean sendable() {
        return first != null && (first.size() == 0 || first.allowed() > 0);
    }

    /**
     * Takes what may be sent off the front; it must be {@link #sendable}.
     *
     * @param most the most octets
     */
    OutboundFrame take(int most) {
        OutboundFrame frame = first;
        assert frame != null : "nothing may be sent";
        int size = frame.size();
        int now = size == 0 ? 0 : Math.min(frame.allowed(), most);
        if (now < size) {
            return frame.split(now);
        }
        first = second;
        second = rest == null ? null : rest.poll();
        return frame;
    }

    void clear() {
        first = null;
        second = null;
        rest = null;
    }
}
