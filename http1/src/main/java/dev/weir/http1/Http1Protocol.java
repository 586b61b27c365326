package dev.weir.http1;

import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http.core.support.SessionThread;

/** HTTP/1 for one server: its settings in the units that the loop wants, and what its connections share. */
final class Http1Protocol implements Protocol {
    /** Room for a usual head beside as much content as is held back. */
    private static final int HEAD_ROOM = 4096;

    private static final int POOLED = 256;

    /**
     * Up to here a file is read and written with the head, which costs less than what the system takes to send from it: the
     * JDK makes three calls of one transfer, and the head is a segment of its own then.
     */
    static final int FILE_READ = 16 * 1024;

    /** How much of long content is read, and written, at once. */
    private static final int CONTENT_READ = 128 * 1024;

    final ServerContext server;
    final ServerConfig config;
    /** For a head: both of the settings that limit it. */
    final long headNanos;

    final long readNanos;
    final long writeNanos;
    final long idleNanos;
    final long lingerNanos;
    final HandlerRunner runner;
    /** Arrays for small requests. */
    final BufferPool inputBuffers = new BufferPool(RequestInput.SMALL, POOLED);
    /** Arrays that responses are put together in. */
    final BufferPool outputBuffers;
    /** For files that are not large. */
    final DirectBuffers fileBuffers;
    /** For long content that goes back to where it comes from. */
    final DirectBuffers contentBuffers;

    final DelayedFlusher delayedFlusher;

    Http1Protocol(ServerContext server) {
        this.server = server;
        this.config = server.config();
        this.delayedFlusher = new DelayedFlusher(server);
        this.readNanos = Deadlines.nanos(config.readTimeout());
        this.headNanos = Deadlines.nanos(config.headTimeout());
        this.writeNanos = Deadlines.nanos(config.writeTimeout());
        this.idleNanos = Deadlines.nanos(config.idleTimeout());
        this.lingerNanos = Deadlines.nanos(config.lingerTimeout());
        this.runner = new HandlerRunner(server);
        this.contentBuffers = new DirectBuffers(server, CONTENT_READ);
        this.fileBuffers = new DirectBuffers(server, FILE_READ);
        this.outputBuffers = new BufferPool(config.responseBufferSize() + HEAD_ROOM, POOLED);
    }

    @Override
    public ProtocolSession session(Connection connection) {
        return new Http1Connection(this, connection);
    }

    @Override
    public void serve(Connection connection) throws Exception {
        SessionThread.serve(session(connection), connection);
    }

    @Override
    public void close() {
        delayedFlusher.close();
    }
}
