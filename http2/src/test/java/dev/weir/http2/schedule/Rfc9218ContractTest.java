package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteSchedulerProvider;

/** The contract of schedulers, kept by {@link Rfc9218SchedulerProvider}. */
class Rfc9218ContractTest extends WriteSchedulerContract {
    @Override
    protected WriteSchedulerProvider provider() {
        return new Rfc9218SchedulerProvider();
    }
}
