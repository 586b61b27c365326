package dev.weir.simulation;

/**
 * What lies between a client and a server: two directions.
 *
 * <p><b>Threads.</b> Any.
 */
record Wire(Pipe toServer, Pipe toClient) {
    /** The client's machine says that there is no such connection: a reset. */
    void reset() {
        toServer.breakOff("reset by the peer");
        toClient.breakOff("reset by the client itself");
    }
}
