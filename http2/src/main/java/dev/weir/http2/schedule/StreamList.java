package dev.weir.http2.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Streams that have something to send, linked to each other: adding and taking out cost the same however many there
 * are.
 */
final class StreamList {
    @Nullable
    StreamQueue first;

    @Nullable
    StreamQueue last;

    boolean isEmpty() {
        return first == null;
    }

    void addLast(StreamQueue stream) {
        insertBehind(last, stream);
    }

    /** Adds a stream after those of lower id; usually that is the end. */
    void addById(StreamQueue stream) {
        StreamQueue place = last;
        while (place != null && place.stream > stream.stream) {
            place = place.before;
        }
        insertBehind(place, stream);
    }

    private void insertBehind(@Nullable StreamQueue place, StreamQueue stream) {
        StreamQueue next = place == null ? first : place.after;
        stream.list = this;
        stream.before = place;
        stream.after = next;
        if (place == null) {
            first = stream;
        } else {
            place.after = stream;
        }
        if (next == null) {
            last = stream;
        } else {
            next.before = stream;
        }
    }

    void remove(StreamQueue stream) {
        if (stream.before == null) {
            first = stream.after;
        } else {
            stream.before.after = stream.after;
        }
        if (stream.after == null) {
            last = stream.before;
        } else {
            stream.after.before = stream.before;
        }
        stream.before = null;
        stream.after = null;
        stream.list = null;
    }

    /** Returns the first stream that may send now; null when there is none. */
    @Nullable
    StreamQueue firstSendable() {
        StreamQueue stream = first;
        while (stream != null && !stream.sendable()) {
            stream = stream.after;
        }
        return stream;
    }
}
