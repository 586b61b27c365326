package dev.weir.http2.spi;

/** The contract of schedulers, kept by {@link RandomSchedulerProvider}. */
class RandomContractTest extends WriteSchedulerContract {
    @Override
    WriteSchedulerProvider provider() {
        return new RandomSchedulerProvider();
    }
}
