package dev.weir.http2.connection;

/** What the parts of a connection report to it. */
public interface ConnectionEvents {
    /** All output that may go was written by a flusher. Called without the lock. */
    void flushed();

    /** The connection's thread is about to wait in the midst of a read batch. Called under the lock. */
    void readerWaits();

    /**
     * The connection is to be closed gracefully. Called under the lock.
     *
     * @param reason what GOAWAY says
     */
    void startDrain(String reason);

    /** The client has answered the ping that follows the first GOAWAY, or too much time has passed. Under the lock. */
    void roundTripOver();
}
