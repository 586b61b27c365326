package dev.weir.http2.schedule;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import org.jspecify.annotations.Nullable;

/** Every stream in its turn, a frame each. */
final class RoundRobinScheduler implements WriteScheduler {
    private final IntMap<StreamQueue> streams = new IntMap<>();
    /** Those that have something to send; the next one's turn is first. */
    private final StreamList ready = new StreamList();

    @Override
    public void open(int stream, StreamPriority priority) {
        if (streams.get(stream) == null) {
            streams.put(stream, new StreamQueue(stream));
        }
    }

    @Override
    public void close(int stream) {
        StreamQueue queue = streams.remove(stream);
        if (queue != null && queue.list != null) {
            ready.remove(queue);
        }
    }

    @Override
    public void adjust(int stream, StreamPriority priority) {
        // all are alike
    }

    @Override
    public void push(OutboundFrame frame) {
        StreamQueue queue = streams.get(frame.stream());
        if (queue != null) {
            queue.add(frame);
            if (queue.list == null) {
                ready.addLast(queue);
            }
        }
    }

    @Override
    public @Nullable OutboundFrame pop() {
        StreamQueue queue = ready.firstSendable();
        if (queue == null) {
            return null;
        }
        OutboundFrame frame = queue.take(Integer.MAX_VALUE);
        ready.remove(queue);
        if (!queue.isEmpty()) {
            ready.addLast(queue);
        }
        return frame;
    }
}
