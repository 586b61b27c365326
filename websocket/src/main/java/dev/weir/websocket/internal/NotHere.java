package dev.weir.websocket.internal;

import java.io.IOException;

/**
 * What is to be read has not come, and nobody waits for it: whoever meets this is called again, and goes on where it was. Made
 * once, as it comes often and says nothing else.
 */
public final class NotHere extends IOException {
    static final NotHere INSTANCE = new NotHere();

    private static final long serialVersionUID = 1;

    private NotHere() {
        super("nothing has come");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
