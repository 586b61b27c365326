import dev.weir.http.api.TunnelProtocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.schedule.PrioritySchedulerProvider;
import dev.weir.http2.schedule.RandomSchedulerProvider;
import dev.weir.http2.schedule.Rfc9218SchedulerProvider;
import dev.weir.http2.schedule.RoundRobinSchedulerProvider;
import dev.weir.http2.spi.WriteSchedulerProvider;

/**
 * The HTTP/2 engine (RFC 9113), found by the server through its provider; what goes out first is an extension point.
 */
@SuppressWarnings("module") // the digit at the end is the protocol's
module dev.weir.http2 {
    requires transitive dev.weir.http.core;
    requires dev.weir.hpack;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.weir.http2;
    exports dev.weir.http2.config;
    exports dev.weir.http2.spi;

    uses TunnelProtocol;
    uses WriteSchedulerProvider;

    provides ProtocolProvider with
            Http2Provider;
    provides WriteSchedulerProvider with
            Rfc9218SchedulerProvider,
            RoundRobinSchedulerProvider,
            RandomSchedulerProvider,
            PrioritySchedulerProvider;
}
