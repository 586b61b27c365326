package dev.weir.http.api;

/**
 * Uses a {@link Tunnel} without a thread that waits for its client: see {@link Tunnel#serve}.
 *
 * <p><b>Threads.</b> Called by one thread at a time, each seeing what the one before has done; it need not be the same.
 */
@FunctionalInterface
public interface TunnelUser {
    /**
     * Does what can be done with what has come, which {@link Tunnel#receive} gives. Called when something has, or may have: also
     * when the client has ended its side, or the tunnel was closed or has broken, which a call to it shows. It may block as any
     * handler.
     *
     * @return whether it goes on: false when it is done, as of the return of a handler
     * @throws Exception anything is a failure, as of a handler
     */
    boolean proceed() throws Exception;
}
