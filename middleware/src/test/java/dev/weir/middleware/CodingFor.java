package dev.weir.middleware;

import dev.weir.middleware.spi.ContentCoding;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coding that changes nothing, under any name. */
public final class CodingFor implements ContentCoding {
    private final String name;
    private final int rank;

    private CodingFor(String name, int rank) {
        this.name = name;
        this.rank = rank;
    }

    public static ContentCoding tests(String name, int rank) {
        return new CodingFor(name, rank);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public OutputStream encoder(OutputStream out, long length) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }
        };
    }

    @Override
    public InputStream decoder(InputStream in) {
        return new FilterInputStream(in) {};
    }
}
