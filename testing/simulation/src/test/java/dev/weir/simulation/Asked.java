package dev.weir.simulation;

/**
 * A stream, as the client that opened it sees it (RFC 9113 section 5.1).
 *
 * <p><b>Threads.</b> Guarded by the client's lock.
 */
final class Asked {
    final int id;
    final Task task;
    final Received received;

    /** What the server may still send on it, and what the client may. */
    long receiveWindow;

    long sendWindow;
    /** What was read and not given back as credit. */
    int unreturned;

    int sent;
    /** The server has ended its side: with END_STREAM, or by a reset. */
    boolean serverEnded;

    boolean serverReset;
    boolean clientEnded;
    boolean clientReset;
    /** The server has said that it does not serve it. */
    boolean refused;

    Asked(int id, Task task, Received received, long receiveWindow, long sendWindow) {
        this.id = id;
        this.task = task;
        this.received = received;
        this.receiveWindow = receiveWindow;
        this.sendWindow = sendWindow;
    }

    /** Whether it counts against the most that may be open. */
    boolean active() {
        return !(clientReset || serverReset || refused || serverEnded && clientEnded);
    }

    /** Whether the client waits for nothing any more. */
    boolean answered() {
        return clientReset || refused || serverEnded;
    }
}
