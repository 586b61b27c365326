package dev.weir.http2.connection;

import dev.weir.hpack.ScratchArrays;
import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.field.TunnelOffer;
import dev.weir.http2.spi.WriteSchedulerProvider;

/**
 * What the connections of one server share: configuration in the engine's units, pools, and the scheduler's provider.
 */
public final class EngineContext {
    /** What is read of a file at once: a handler waits for each piece to go out. */
    private static final int FILE_PIECE = 128 * 1024;

    public final ServerContext server;
    public final ServerConfig config;
    public final Http2Config settings;
    public final WriteSchedulerProvider schedulers;
    public final TunnelOffer tunnels;
    public final HandlerRunner runner;
    /** What frames are read into. */
    public final InputBuffers inputBuffers = new InputBuffers();
    /** What content stands in until it is read. */
    public final ContentPool content = new ContentPool();
    /** What strings of fields are decoded in. */
    public final ScratchArrays scratch = new ScratchPool();
    /** Buffers for content that is about to be written. */
    final DirectBuffers directBuffers;
    /** For pieces of files, until they are in frames. */
    public final DirectBuffers filePieces;

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
        this.tunnels = TunnelOffer.of(settings.extendedConnect());
        this.runner = new HandlerRunner(server);
        this.directBuffers = new DirectBuffers(server, WriteBatch.BUFFER_SIZE);
        this.filePieces = new DirectBuffers(server, FILE_PIECE);
        this.idleNanos = Deadlines.nanos(config.idleTimeout());
        this.lingerNanos = Deadlines.nanos(config.lingerTimeout());
        this.headNanos = Deadlines.nanos(config.headTimeout());
        this.readNanos = Deadlines.nanos(config.readTimeout());
        this.writeNanos = Deadlines.nanos(config.writeTimeout());
        this.stallNanos =
                writeNanos == 0 ? Deadlines.WRITE_STALL_TIMEOUT : Math.min(Deadlines.WRITE_STALL_TIMEOUT, writeNanos);
    }

    /** Starts a thread that writes. */
    void startFlusher(Runnable flusher) {
        flushers.start(flusher);
    }

    /** Returns until when a request must be complete that began at a time; 0 for no limit. */
    public long readDeadline(long began) {
        return Deadlines.after(began, readNanos);
    }

    /** Returns until when the client's preface must be there, on a connection that was ready for it at a time. */
    public long prefaceDeadline(long since) {
        long own = Deadlines.nanos(settings.prefaceTimeout());
        return Deadlines.after(since, headNanos == 0 || own != 0 && own < headNanos ? own : headNanos);
    }

    /** Returns until when the response must be sent whose request begins now; 0 for no limit. */
    public long writeDeadline() {
        return Deadlines.in(writeNanos);
    }

    /** Returns until when content is dropped that follows a response which is complete now; 0 for not at all. */
    public long lingerDeadline() {
        return config.maxDrainBytes() == 0 ? 0 : Deadlines.in(lingerNanos);
    }

    /** Returns until when a write must be over that begins now. */
    long stallDeadline() {
        return Deadlines.in(stallNanos);
    }
}
