package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteSchedulerProvider;

/** The contract of schedulers, kept by {@link RandomSchedulerProvider}. */
class RandomContractTest extends WriteSchedulerContract {
    @Override
    protected WriteSchedulerProvider provider() {
        return new RandomSchedulerProvider();
    }
}
