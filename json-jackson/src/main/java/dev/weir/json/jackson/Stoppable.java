package dev.weir.json.jackson;

import java.io.IOException;
import java.io.OutputStream;

/** A generator that is closed puts out what it still has, also of a value that failed; that must not go out. */
final class Stoppable extends OutputStream {
    private final OutputStream out;
    private boolean stopped;

    Stoppable(OutputStream out) {
        this.out = out;
    }

    /** From now on all is dropped. */
    void stop() {
        stopped = true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (!stopped) {
            out.write(b, off, len);
        }
    }
}
