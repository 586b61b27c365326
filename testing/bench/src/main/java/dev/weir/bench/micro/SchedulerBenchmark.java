package dev.weir.bench.micro;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The four write schedulers, with a hundred streams open on a connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
    private static final int STREAMS = 100;
    private static final int FRAME = 16_384;
    private static final int URGENCIES = 8;

    /** Which scheduler. */
    @Param({"rfc9218", "round-robin", "random", "priority"})
    public String scheduler;

    private WriteScheduler queue;
    private Piece[] frames;

    /** A frame that fits the windows. */
    private record Piece(int stream) implements OutboundFrame {
        @Override
        public int size() {
            return FRAME;
        }

        @Override
        public int allowed() {
            return FRAME;
        }

        @Override
        public OutboundFrame split(int octets) {
            throw new IllegalStateException("all of it may go");
        }
    }

    /** Opens the streams, with all urgencies among them. */
    @Setup
    public void setUp() {
        queue = WriteSchedulerProvider.select(scheduler).open();
        frames = new Piece[STREAMS];
        for (int i = 0; i < STREAMS; i++) {
            int stream = 2 * i + 1;
            frames[i] = new Piece(stream);
            queue.open(stream, new StreamPriority.Urgency(i % URGENCIES, i % 2 == 0));
        }
    }

    /** One frame of one stream, all others having nothing to send. */
    @Benchmark
    public Object one() {
        queue.push(frames[STREAMS / 2]);
        return queue.pop();
    }

    /** A frame of each stream, and then all of them in the scheduler's order: the time is for the hundred. */
    @Benchmark
    public void hundred(Blackhole sink) {
        for (Piece frame : frames) {
            queue.push(frame);
        }
        for (int i = 0; i < STREAMS; i++) {
            sink.consume(queue.pop());
        }
    }
}
