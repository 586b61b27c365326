package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.util.random.RandomGenerator;

/** The write scheduler {@code random}: any stream that can send, each as likely as the others. */
public final class RandomSchedulerProvider implements WriteSchedulerProvider {
    /** For {@code ServiceLoader}. */
    public RandomSchedulerProvider() {}

    @Override
    public String name() {
        return "random";
    }

    @Override
    public WriteScheduler open() {
        return new RandomScheduler(RandomGenerator.of("L64X128MixRandom"));
    }
}
