package dev.weir.http.core.spi;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request whose handler runs, as it was at a moment: what an operator may see of it. Its target, its fields and its content
 * are not shown.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public interface RequestView {
    /**
     * Returns the stream that it came on.
     *
     * @return its identifier; 0 where the protocol has none
     */
    int stream();

    /**
     * Returns the method.
     *
     * @return what the client has sent, which can be any token
     */
    String method();

    /**
     * Returns the pattern of the route that serves it.
     *
     * @return the pattern; empty while no router has matched it
     */
    String route();

    /**
     * Returns the other end of the connection.
     *
     * @return the address, which may be a proxy's
     */
    SocketAddress client();

    /**
     * Returns since when its handler runs.
     *
     * @return the time; nothing where the server has no request listener, as no clock is read for it then
     */
    Optional<Duration> age();

    /**
     * Returns what the handler's thread is called.
     *
     * @return the name; that of a virtual thread is its number in parentheses where it has no other
     */
    String thread();

    /**
     * Looks where the handler's thread is now.
     *
     * @return the stack, the innermost call first; empty when the handler has returned meanwhile
     */
    List<StackTraceElement> stack();
}
