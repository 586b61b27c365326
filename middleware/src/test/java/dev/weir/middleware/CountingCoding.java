package dev.weir.middleware;

import dev.weir.middleware.spi.ContentCoding;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Another coding, of which it is counted how many streams are open. */
public final class CountingCoding implements ContentCoding {
    private final ContentCoding coding;
    private final AtomicInteger open = new AtomicInteger();

    public CountingCoding(ContentCoding coding) {
        this.coding = coding;
    }

    /** The streams that were made and not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public String name() {
        return coding.name();
    }

    @Override
    public int rank() {
        return coding.rank() + 1000;
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) throws IOException {
        OutputStream made = coding.encoder(out, length);
        open.incrementAndGet();
        return new FilterOutputStream(made) {
            private boolean closed;

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                    out.close();
                }
            }
        };
    }

    @Override
    public InputStream decoder(InputStream in) throws IOException {
        InputStream made = coding.decoder(in);
        open.incrementAndGet();
        return new FilterInputStream(made) {
            private boolean closed;

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                    in.close();
                }
            }
        };
    }
}
