package dev.weir.http.core.listen;

import dev.weir.http.core.loop.Loop;
import dev.weir.http.core.loop.LoopSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens, at a loop.
 *
 * <p><b>Threads.</b> For the one that makes its steps, but for {@link #wake}, which may be called from any.
 */
public interface Listener {
    /**
     * Has a loop call when there may be something to accept, and at once.
     *
     * @throws IOException when the socket is closed
     */
    void join(Loop loop, LoopSocket.Steps steps) throws IOException;

    /** Whether the calling thread may wait. */
    boolean mayWait();

    /** A connection, or null when none is there. */
    @Nullable
    SocketChannel accept() throws IOException;

    /** Has a step made soon. */
    void wake();

    void close() throws IOException;
}
