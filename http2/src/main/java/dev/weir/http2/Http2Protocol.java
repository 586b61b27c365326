package dev.weir.http2;

import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.io.IOException;

/** HTTP/2 for one server: its settings in the units that the engine wants, and what its connections share. */
final class Http2Protocol implements Protocol {
    private static final int POOLED = 256;

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
        this.idleNanos = Deadlines.nanos(config.idleTimeout());
        this.lingerNanos = Deadlines.nanos(config.lingerTimeout());
        this.headNanos = Deadlines.nanos(config.headTimeout());
        this.readNanos = Deadlines.nanos(config.readTimeout());
        this.writeNanos = Deadlines.nanos(config.writeTimeout());
        this.stallNanos =
                writeNanos == 0 ? Deadlines.WRITE_STALL_TIMEOUT : Math.min(Deadlines.WRITE_STALL_TIMEOUT, writeNanos);
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
        return Deadlines.after(began, readNanos);
    }

    /** When the client's preface must be there, of a connection that was ready for it since then. */
    long prefaceDeadline(long since) {
        long own = Deadlines.nanos(settings.prefaceTimeout());
        return Deadlines.after(since, headNanos == 0 || own != 0 && own < headNanos ? own : headNanos);
    }

    /** When a response whose request begins now must be out; 0 for never. */
    long writeDeadline() {
        return Deadlines.in(writeNanos);
    }

    /** Until when content is dropped that follows a response which is complete now; 0 for not at all. */
    long lingerDeadline() {
        return config.maxDrainBytes() == 0 ? 0 : Deadlines.in(lingerNanos);
    }

    /** When a write that begins now must be over. */
    long stallDeadline() {
        return Deadlines.in(stallNanos);
    }
}
