package dev.weir.http2.spi;

/** The contract of schedulers, kept by {@link RoundRobinSchedulerProvider}. */
class RoundRobinContractTest extends WriteSchedulerContract {
    @Override
    WriteSchedulerProvider provider() {
        return new RoundRobinSchedulerProvider();
    }
}
