package com.example.scheduler;

import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.spi.*;
import java.util.*;

/** HTTP/2 with a scheduler of its own: whoever came first is done first. */
public final class App implements WriteSchedulerProvider {
    public static void main(String[] args) throws Exception {
        Server.builder()
                .address("127.0.0.1:" + args[0])
                .protocol(new Http2Provider(
                        Http2Config.builder().scheduler("first-come").build()))
                .handler((w, r) -> w.write("hello over " + r.protocol()))
                .build()
                .listenAndServe();
    }

    public String name() {
        return "first-come";
    }

    public WriteScheduler open() {
        return new FirstCome(new TreeMap<>());
    }

    record FirstCome(TreeMap<Integer, Queue<OutboundFrame>> streams) implements WriteScheduler {
        public void open(int stream, StreamPriority priority) {
            streams.put(stream, new ArrayDeque<>());
        }

        public void close(int stream) {
            streams.remove(stream);
        }

        public void adjust(int stream, StreamPriority priority) {}

        public void push(OutboundFrame frame) {
            streams.getOrDefault(frame.stream(), new ArrayDeque<>()).add(frame);
        }

        public OutboundFrame pop() {
            for (var queue : streams.values()) {
                var frame = queue.peek();
                if (frame != null && frame.size() <= frame.allowed()) {
                    return queue.poll();
                } else if (frame != null && frame.allowed() > 0) {
                    return frame.split(frame.allowed());
                }
            }
            return null;
        }
    }
}
