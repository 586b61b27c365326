package dev.weir.simulation;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads answers of HTTP/1.1 to the letter: what a lenient client would forgive is a violation. */
final class Http1Reader {
    /** A head and how it says that its content is framed. */
    record Head(int status, Map<String, String> fields) {}

    private final World world;
    private final Wire wire;
    private final Stalls stalls;
    private final ByteBuffer bytes = ByteBuffer.allocate(8192).flip();
    private volatile boolean waiting;

    Http1Reader(World world, Wire wire, Stalls stalls) {
        this.world = world;
        this.wire = wire;
        this.stalls = stalls;
    }

    /** Whether it wants bytes and has none. */
    boolean waits() {
        return waiting && wire.toClient().waiting() == 0;
    }

    /** What was read and not looked at. */
    int buffered() {
        return bytes.capacity();
    }

    /** Whether another byte comes, and not the end. */
    boolean more() throws IOException {
        if (bytes.hasRemaining()) {
            return true;
        }
        stalls.maybe();
        bytes.clear();
        waiting = true;
        int n;
        try {
            n = wire.toClient().read(bytes);
        } finally {
            waiting = false;
            bytes.flip();
        }
        return n > 0;
    }

    private byte next() throws IOException {
        if (!more()) {
            throw new EOFException("closed by the server");
        }
        return bytes.get();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte b = next(); b != '\r'; b = next()) {
            if (b == '\n') {
                world.violated("a bare LF in " + line);
            }
            line.append((char) (b & 0xff));
        }
        if (next() != '\n') {
            world.violated("a bare CR after " + line);
        }
        return line.toString();
    }

    Head head() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9] [ -~]*")) {
            world.violated("not a status line: " + line);
            throw new IOException("no answer of HTTP/1.1");
        }
        return new Head(Integer.parseInt(line.substring(9, 12)), fields());
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            if (colon <= 0 || fields.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
                world.violated("not a field, or one more of it: " + line);
                throw new IOException("no field");
            }
        }
        return fields;
    }

    void content(Received answer, int length) throws IOException {
        for (int left = length; left > 0; ) {
            if (!more()) {
                throw new EOFException("closed by the server in the midst of content");
            }
            int n = Math.min(left, bytes.remaining());
            answer.content(bytes.array(), bytes.position(), n);
            bytes.position(bytes.position() + n);
            left -= n;
        }
    }

    /** Content in chunks; returns the trailer fields. */
    Map<String, String> chunks(Received answer) throws IOException {
        while (true) {
            String size = line();
            if (!size.matches("[0-9a-f]{1,8}")) {
                world.violated("not the size of a chunk: "
                        + new String(size.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII));
                throw new IOException("no chunk");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return fields();
            }
            content(answer, length);
            if (!line().isEmpty()) {
                world.violated("no end of line after a chunk");
            }
        }
    }
}
