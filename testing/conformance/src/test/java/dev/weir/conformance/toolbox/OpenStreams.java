package dev.weir.conformance.toolbox;

import dev.weir.middleware.spi.ContentCoding;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A coding that knows which of its streams were made and not closed: those would keep memory outside of the heap. */
record OpenStreams(ContentCoding coding, Set<Object> open) implements ContentCoding {
    OpenStreams(ContentCoding coding) {
        this(coding, ConcurrentHashMap.newKeySet());
    }

    @Override
    public String name() {
        return coding.name();
    }

    @Override
    public int rank() {
        return coding.rank();
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) throws IOException {
        var stream = new FilterOutputStream(coding.encoder(out, length)) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                this.out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                open.remove(this);
                this.out.close();
            }
        };
        open.add(stream);
        return stream;
    }

    @Override
    public InputStream decoder(InputStream in) throws IOException {
        var stream = new FilterInputStream(coding.decoder(in)) {
            @Override
            public void close() throws IOException {
                open.remove(this);
                super.close();
            }
        };
        open.add(stream);
        return stream;
    }
}
