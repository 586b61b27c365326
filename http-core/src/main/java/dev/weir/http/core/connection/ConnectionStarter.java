package dev.weir.http.core.connection;

import java.io.IOException;

/**
 * Has connections served that were accepted, in turns.
 *
 * <p><b>Threads.</b> For who accepts.
 */
public interface ConnectionStarter {
    /**
     * Takes a turn for a connection that is to begin, unless too many have one.
     *
     * @param millis how long to wait for it
     * @return whether it was taken
     */
    boolean takeTurn(long millis) throws InterruptedException;

    /** Gives a turn back that was not used. */
    void freeTurn();

    /**
     * Has a connection served.
     *
     * @param turn whether one was taken; it is given back as the connection begins, or when this throws
     * @throws IOException when the client has gone already
     */
    void start(ServerConnection connection, boolean turn) throws IOException;
}
