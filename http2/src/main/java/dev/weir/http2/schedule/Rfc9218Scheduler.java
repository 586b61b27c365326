package dev.weir.http2.schedule;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Urgency before all; within an urgency, responses that are of no use in parts one after another in the order of the
 * requests, and those that are of use in parts by turns (RFC 9218 section 10). Where an urgency has both, the two
 * kinds take turns, so that neither starves the other. Streams of the old scheme have the urgency that all begin
 * with, and take turns.
 */
final class Rfc9218Scheduler implements WriteScheduler {
    private static final int URGENCIES = 8;
    private static final StreamPriority.Urgency OLD_SCHEME = new StreamPriority.Urgency(3, true);

    /** What is ready within one urgency. */
    private static final class Level {
        final StreamList whole = new StreamList();
        final StreamList shared = new StreamList();
        boolean sharedIsNext;
    }

    private final IntMap<StreamQueue> streams = new IntMap<>();
    /** Null where nothing was ever ready: most clients use one or two. */
    private final @Nullable Level[] levels = new Level[URGENCIES];
    /** A bit for each urgency that has something to send. */
    private int waiting;

    private Level level(int urgency) {
        Level level = levels[urgency];
        if (level == null) {
            level = new Level();
            levels[urgency] = level;
        }
        return level;
    }

    private static StreamPriority.Urgency urgency(StreamPriority priority) {
        return switch (priority) {
            case StreamPriority.Urgency urgency -> urgency;
            case StreamPriority.Dependency _ -> OLD_SCHEME;
        };
    }

    @Override
    public void open(int stream, StreamPriority priority) {
        if (streams.get(stream) == null) {
            StreamQueue queue = new StreamQueue(stream);
            queue.urgency = urgency(priority);
            streams.put(stream, queue);
        }
    }

    @Override
    public void close(int stream) {
        StreamQueue queue = streams.remove(stream);
        if (queue != null && queue.list != null) {
            unlink(queue);
        }
    }

    @Override
    public void adjust(int stream, StreamPriority priority) {
        StreamQueue queue = streams.get(stream);
        if (queue == null) {
            return;
        }
        boolean linked = queue.list != null;
        if (linked) {
            unlink(queue);
        }
        queue.urgency = urgency(priority);
        if (linked) {
            link(queue);
        }
    }

    private void link(StreamQueue queue) {
        int urgency = queue.urgency.urgency();
        Level level = level(urgency);
        if (queue.urgency.incremental()) {
            level.shared.addLast(queue);
        } else {
            level.whole.addById(queue);
        }
        waiting |= 1 << urgency;
    }

    private void unlink(StreamQueue queue) {
        int urgency = queue.urgency.urgency();
        Level level = level(urgency);
        (queue.urgency.incremental() ? level.shared : level.whole).remove(queue);
        if (level.whole.isEmpty() && level.shared.isEmpty()) {
            waiting &= ~(1 << urgency);
        }
    }

    @Override
    public void push(OutboundFrame frame) {
        StreamQueue queue = streams.get(frame.stream());
        if (queue != null) {
            queue.add(frame);
            if (queue.list == null) {
                link(queue);
            }
        }
    }

    @Override
    public @Nullable OutboundFrame pop() {
        for (int left = waiting; left != 0; left &= left - 1) {
            Level level = level(Integer.numberOfTrailingZeros(left));
            StreamQueue queue = next(level);
            if (queue != null) {
                return take(level, queue);
            }
        }
        return null;
    }

    private static @Nullable StreamQueue next(Level level) {
        StreamQueue queue = (level.sharedIsNext ? level.shared : level.whole).firstSendable();
        return queue != null ? queue : (level.sharedIsNext ? level.whole : level.shared).firstSendable();
    }

    private OutboundFrame take(Level level, StreamQueue queue) {
        OutboundFrame frame = queue.take(Integer.MAX_VALUE);
        boolean shared = queue.list == level.shared;
        // A turn ends with content: fields alone cost the others nothing.
        if (frame.size() > 0) {
            level.sharedIsNext = !shared;
        }
        if (queue.isEmpty()) {
            unlink(queue);
        } else if (shared && frame.size() > 0) {
            level.shared.remove(queue);
            level.shared.addLast(queue);
        }
        return frame;
    }
}
