package dev.weir.http2.spi;

/** The contract of schedulers, kept by {@link PrioritySchedulerProvider}. */
class PriorityContractTest extends WriteSchedulerContract {
    @Override
    WriteSchedulerProvider provider() {
        return new PrioritySchedulerProvider();
    }
}
