package dev.weir.http.core.support;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ProtocolSession.Next;

/**
 * Makes the steps of a session where no loop does, on behalf of another protocol for example: the calling thread waits between them.
 *
 * <p><b>Threads.</b> Stateless.
 */
public final class SessionThread {
    private SessionThread() {}

    /**
     * Serves a connection to its end.
     *
     * @param session its session, of which no step was made
     * @param connection the connection
     * @throws Exception as the session's steps throw it
     */
    public static void serve(ProtocolSession session, Connection connection) throws Exception {
        try {
            Next next = session.step();
            while (next != Next.DONE) {
                if (next == Next.INPUT) {
                    connection.awaitInput();
                }
                next = session.step();
            }
        } finally {
            session.end();
        }
    }
}
