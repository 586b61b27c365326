package dev.weir.json;

import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response as libraries for JSON see it: one that they neither flush nor close, so that a small answer is not
 * committed too early. That the client is gone is remembered, because some of them make another exception of it.
 */
final class JsonOutput extends OutputStream {
    private final ResponseWriter w;
    private @Nullable IOException failure;

    JsonOutput(ResponseWriter w) {
        this.w = w;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (failure != null) {
            throw failure;
        }
        try {
            w.write(b, off, len);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Throws what the response has thrown, where it did, in place of what became of it. */
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
