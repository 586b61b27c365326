package dev.weir.http2.spi;

/** The contract of schedulers, kept by {@link Rfc9218SchedulerProvider}. */
class Rfc9218ContractTest extends WriteSchedulerContract {
    @Override
    WriteSchedulerProvider provider() {
        return new Rfc9218SchedulerProvider();
    }
}
