package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;

/** The write scheduler {@code round-robin}: every stream in its turn, a frame each. */
public final class RoundRobinSchedulerProvider implements WriteSchedulerProvider {
    /** For {@code ServiceLoader}. */
    public RoundRobinSchedulerProvider() {}

    @Override
    public String name() {
        return "round-robin";
    }

    @Override
    public WriteScheduler open() {
        return new RoundRobinScheduler();
    }
}
