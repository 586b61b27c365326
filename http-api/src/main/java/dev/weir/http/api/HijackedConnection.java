package dev.weir.http.api;

/**
 * A connection that a handler took over as it is, with {@link Hijacker}: a {@link Tunnel} that may outlast its handler's call.
 * Whoever holds it closes it. The server counts it until then, waits for it at a graceful shutdown inside the grace, and
 * closes it at the end of that.
 *
 * <p><b>Threads.</b> As a {@link Tunnel}.
 */
public interface HijackedConnection extends Tunnel {}
