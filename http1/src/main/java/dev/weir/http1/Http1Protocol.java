package dev.weir.http1;

import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import java.util.concurrent.TimeUnit;

/** HTTP/1 for one server: its settings in the units that the loop wants, and what its connections share. */
final class Http1Protocol implements Protocol {
    /** Room for a usual head beside as much content as is held back. */
    private static final int HEAD_ROOM = 4096;

    private static final int POOLED = 256;

    final ServerContext server;
    final ServerConfig config;
    /** For a head: both of the settings that limit it. */
    final long headNanos;

    final long readNanos;
    final long writeNanos;
    final long idleNanos;
    final long lingerNanos;
    final HandlerRunner runner;
    /** Arrays that responses are put together in. */
    final BufferPool outputBuffers;

    final DelayedFlusher delayedFlusher;

    Http1Protocol(ServerContext server) {
        this.server = server;
        this.config = server.config();
        this.delayedFlusher = new DelayedFlusher(server);
        this.readNanos = nanos(config.readTimeout());
        this.headNanos = nanos(config.headTimeout());
        this.writeNanos = nanos(config.writeTimeout());
        this.idleNanos = nanos(config.idleTimeout());
        this.lingerNanos = nanos(config.lingerTimeout());
        this.runner = new HandlerRunner(server);
        this.outputBuffers = new BufferPool(config.responseBufferSize() + HEAD_ROOM, POOLED);
    }

    private static long nanos(java.time.Duration duration) {
        // More than 100 years is for ever, and would overflow when it is added to a time.
        return duration.toDays() > 36_500 ? TimeUnit.DAYS.toNanos(36_500) : duration.toNanos();
    }

    @Override
    public void serve(Connection connection) throws Exception {
        new Http1Connection(this, connection).serve();
    }

    @Override
    public void close() {
        delayedFlusher.close();
    }

    /**
     * When a time that begins now is over.
     *
     * @param nanos its length; zero for none
     * @return a time of {@link System#nanoTime}, or zero for none
     */
    static long deadline(long nanos) {
        return nanos == 0 ? 0 : deadline(System.nanoTime(), nanos);
    }

    /** The same for a time that has begun before. */
    static long deadline(long from, long nanos) {
        if (nanos == 0) {
            return 0;
        }
        long at = from + nanos;
        // Zero means none.
        return at == 0 ? 1 : at;
    }
}
