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

    /**
     * Leaves the loop, so that {@link #close} closes at once: a loop frees what is closed when it comes to that, and what the
     * system accepts for us meanwhile would be lost. What can be done about who comes from now on is done. On a thread that
     * may wait.
     */
    default void leave() throws IOException {}

    void close() throws IOException;
}
