package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;

/** The write scheduler {@code rfc9218}: urgency first, and turns for what is of use in parts (RFC 9218). */
public final class Rfc9218SchedulerProvider implements WriteSchedulerProvider {
    /** For {@code ServiceLoader}. */
    public Rfc9218SchedulerProvider() {}

    @Override
    public String name() {
        return "rfc9218";
    }

    @Override
    public WriteScheduler open() {
        return new Rfc9218Scheduler();
    }
}
