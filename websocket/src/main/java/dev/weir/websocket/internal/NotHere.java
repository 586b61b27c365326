package dev.weir.websocket.internal;

import java.io.IOException;

/**
 * What is to be read has not come, and nobody waits for it: whoever meets this is called again, and goes on where it was. It comes
 * often and says nothing else, so it has no stack trace.
 */
public final class NotHere extends IOException {
    private static final long serialVersionUID = 1;

    NotHere() {
        super("nothing has come");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
