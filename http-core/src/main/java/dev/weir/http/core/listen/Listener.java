package dev.weir.http.core.listen;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What connections are accepted from.
 *
 * <p><b>Threads.</b> For the accept loop's thread, but for {@link #wake}, which may be called from any.
 */
public interface Listener {
    /** Waits until there may be something to accept, or until it is woken. */
    void await() throws IOException;

    /** A connection, or null when none is there. */
    @Nullable
    SocketChannel accept() throws IOException;

    /** Ends {@link #await}, now or the next time. */
    void wake();

    void close() throws IOException;
}
