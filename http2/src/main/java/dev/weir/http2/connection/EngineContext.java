package dev.weir.http2.connection;

import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the connections of one server share: configuration in the engine's units, pools, and the scheduler's provider. */
public final class EngineContext {
    private static final int POOLED = 256;
    /** How long a client may block a single write; {@code writeTimeout} if that is shorter. */
    private static final Duration WRITE_STALL_TIMEOUT = Duration.ofMinutes(2);

    public final ServerContext server;
    public final ServerConfig config;
    public final Http2Config settings;
    public final WriteSchedulerProvider schedulers;
    public final HandlerRunner runner;
    /** Arrays that frames are read into. */
    public final BufferPool inputBuffers;
    /** Buffers for content that is about to be written. */
    final DirectBuffers directBuffers;

    public final long idleNanos;
    public final long lingerNanos;

    /** The time for a request's head; zero for none. */
    public final long headNanos;

    private final long readNanos;
    private final long writeNanos;
    private final long stallNanos;
    private final Thread.Builder flushers = Thread.ofVirtual().name("weir-flush");

    public EngineContext(ServerContext server, Http2Config settings) {
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
        this.stallNanos =
                writeNanos == 0 ? nanos(WRITE_STALL_TIMEOUT) : Math.min(nanos(WRITE_STALL_TIMEOUT), writeNanos);
    }

    /** Starts a thread that writes. */
    void startFlusher(Runnable flusher) {
        flushers.start(flusher);
    }

    /** Returns until when a request must be complete that began at a time; 0 for no limit. */
    public long readDeadline(long began) {
        return deadline(began, readNanos);
    }

    /** Returns until when the client's preface must be there, on a connection that was ready for it at a time. */
    public long prefaceDeadline(long since) {
        long own = nanos(settings.prefaceTimeout());
        return deadline(since, headNanos == 0 || own != 0 && own < headNanos ? own : headNanos);
    }

    /** Returns until when the response must be sent whose request begins now; 0 for no limit. */
    public long writeDeadline() {
        return deadline(writeNanos);
    }

    /** Returns until when content is dropped that follows a response which is complete now; 0 for not at all. */
    public long lingerDeadline() {
        return config.maxDrainBytes() == 0 ? 0 : deadline(lingerNanos);
    }

    /** Returns until when a write must be over that begins now. */
    long stallDeadline() {
        return deadline(stallNanos);
    }

    public static long nanos(Duration duration) {
        // More than 100 years would overflow when it is added to a time.
        return duration.toDays() > 36_500 ? TimeUnit.DAYS.toNanos(36_500) : duration.toNanos();
    }

    /**
     * Returns when a time is over that begins now.
     *
     * @param duration its length; zero for no limit
     * @return a time of {@link System#nanoTime}; zero for no limit
     */
    public static long deadline(Duration duration) {
        return deadline(nanos(duration));
    }

    public static long deadline(long nanos) {
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
