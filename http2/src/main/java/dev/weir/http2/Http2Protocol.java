package dev.weir.http2;

import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** HTTP/2 for one server: its settings in the units that the engine wants, and what its connections share. */
final class Http2Protocol implements Protocol {
    private static final int POOLED = 256;
    /** The most that a peer may let a single write stand still, where the operator sets no shorter time. */
    private static final Duration STALL = Duration.ofMinutes(2);

    final ServerContext server;
    final ServerConfig config;
    final Http2Config settings;
    final WriteSchedulerProvider schedulers;
    final HandlerRunner runner;
    /** Arrays that frames are read into. */
    final BufferPool inputBuffers;
    /** Buffers for content on its way out. */
    final DirectBuffers directBuffers;

    final long idleNanos;
    final long lingerNanos;

    /** For a request's head; zero for none. */
    final long headNanos;

    private final long readNanos;
    private final long writeNanos;
    private final long stallNanos;
    private final Thread.Builder flushers = Thread.ofVirtual().name("weir-flush");

    Http2Protocol(ServerContext server, Http2Config settings) {
        this.server = server;
        this.config = server.config();
        this.settings = settings;
        this.schedulers = WriteSchedulerProvider.select(settings.scheduler());
        this.runner = new HandlerRunner(server);
        this.inputBuffers = new BufferPool(FrameInput.SIZE, POOLED);
        this.directBuffers = new DirectBuffers(server);
        this.idleNanos = nanos(config.idleTimeout());
        this.lingerNanos = nanos(config.lingerTimeout());
        this.headNanos = nanos(config.headTimeout());
        this.readNanos = nanos(config.readTimeout());
        this.writeNanos = nanos(config.writeTimeout());
        this.stallNanos = writeNanos == 0 ? nanos(STALL) : Math.min(nanos(STALL), writeNanos);
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new Http2Connection(this, connection).serve();
    }

    void startFlusher(Runnable flusher) {
        flushers.start(flusher);
    }

    /** When a request that began then must have come whole; 0 for never. */
    long readDeadline(long began) {
        return deadline(began, readNanos);
    }

    /** When the client's preface must be there, of a connection that was ready for it since then. */
    long prefaceDeadline(long since) {
        long own = nanos(settings.prefaceTimeout());
        return deadline(since, headNanos == 0 || own != 0 && own < headNanos ? own : headNanos);
    }

    /** When a response whose request begins now must be out; 0 for never. */
    long writeDeadline() {
        return deadline(writeNanos);
    }

    /** Until when content is dropped that follows a response which is complete now; 0 for not at all. */
    long lingerDeadline() {
        return config.maxDrainBytes() == 0 ? 0 : deadline(lingerNanos);
    }

    /** When a write that begins now must be over. */
    long stallDeadline() {
        return deadline(stallNanos);
    }

    static long nanos(Duration duration) {
        // More than 100 years is for ever, and would overflow when it is added to a time.
        return duration.toDays() > 36_500 ? TimeUnit.DAYS.toNanos(36_500) : duration.toNanos();
    }

    /**
     * When a time that begins now is over.
     *
     * @param duration its length; zero for none
     * @return a time of {@link System#nanoTime}, or zero for none
     */
    static long deadline(Duration duration) {
        return deadline(nanos(duration));
    }

    static long deadline(long nanos) {
        return nanos == 0 ? 0 : deadline(System.nanoTime(), nanos);
    }

    private static long deadline(long from, long nanos) {
        if (nanos == 0) {
            return 0;
        }
        long at = from + nanos;
        // Zero means none.
        return at == 0 ? 1 : at;
    }
}
