package com.example.scheduler;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.util.ArrayDeque;
import java.util.TreeMap;

/** Whoever came first is done first. */
public final class FirstCome implements WriteSchedulerProvider {
    @Override
    public String name() {
        return "first-come";
    }

    @Override
    public WriteScheduler open() {
        return new Queues(new TreeMap<>());
    }

    private record Queues(TreeMap<Integer, ArrayDeque<OutboundFrame>> streams) implements WriteScheduler {
        @Override
        public void open(int stream, StreamPriority priority) {
            streams.put(stream, new ArrayDeque<>());
        }

        @Override
        public void close(int stream) {
            streams.remove(stream);
        }

        @Override
        public void adjust(int stream, StreamPriority priority) {}

        @Override
        public void push(OutboundFrame frame) {
            streams.computeIfPresent(frame.stream(), (id, queue) -> queue.add(frame) ? queue : null);
        }

        @Override
        public OutboundFrame pop() {
            for (ArrayDeque<OutboundFrame> queue : streams.values()) {
                OutboundFrame frame = queue.peek();
                if (frame != null && frame.size() <= frame.allowed()) {
                    return queue.poll();
                }
                if (frame != null && frame.allowed() > 0) {
                    return frame.cut(frame.allowed());
                }
            }
            return null;
        }
    }
}
