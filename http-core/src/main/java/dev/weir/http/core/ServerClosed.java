package dev.weir.http.core;

import java.io.IOException;

/** Thrown by a server that is asked to start when it was closed, or shut down, before. */
public final class ServerClosed extends IOException {
    private static final long serialVersionUID = 1;

    /** Makes the exception. */
    public ServerClosed() {
        super("the server is closed; a closed server cannot be started again");
    }
}
