package dev.weir.http2.schedule;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Any stream that can send, each as likely as the others. */
final class RandomScheduler implements WriteScheduler {
    private final RandomGenerator random;
    private final IntMap<StreamQueue> streams = new IntMap<>();
    /** Those that have something to send, in no order. */
    private @Nullable StreamQueue[] ready = new StreamQueue[8];

    private int count;

    RandomScheduler(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void open(int stream, StreamPriority priority) {
        if (streams.get(stream) == null) {
            streams.put(stream, new StreamQueue(stream));
        }
    }

    @Override
    public void close(int stream) {
        StreamQueue queue = streams.remove(stream);
        if (queue != null && !queue.isEmpty()) {
            queue.clear();
            for (int i = 0; i < count; i++) {
                if (ready[i] == queue) {
                    removeAt(i);
                }
            }
        }
    }

    @Override
    public void adjust(int stream, StreamPriority priority) {
        // all are alike
    }

    @Override
    public void push(OutboundFrame frame) {
        StreamQueue queue = streams.get(frame.stream());
        if (queue == null) {
            return;
        }
        if (queue.isEmpty()) {
            if (count == ready.length) {
                ready = Arrays.copyOf(ready, count * 2);
            }
            ready[count++] = queue;
        }
        queue.add(frame);
    }

    @Override
    public @Nullable OutboundFrame pop() {
        // Those that cannot send are moved to the end, so that each draw is fair among the rest.
        int left = count;
        while (left > 0) {
            int drawn = random.nextInt(left);
            StreamQueue queue = ready[drawn];
            if (queue != null && queue.sendable()) {
                OutboundFrame frame = queue.take(Integer.MAX_VALUE);
                if (queue.isEmpty()) {
                    removeAt(drawn);
                }
                return frame;
            }
            left--;
            ready[drawn] = ready[left];
            ready[left] = queue;
        }
        return null;
    }

    private void removeAt(int index) {
        count--;
        ready[index] = ready[count];
        ready[count] = null;
    }
}
