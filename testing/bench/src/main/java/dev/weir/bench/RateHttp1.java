package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection of HTTP/1.1 with one request at a time, whose answer is the plain one with its length. */
final class RateHttp1 extends RateConnection {
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final byte[] request;
    private boolean waiting;
    private long dueNanos;

    RateHttp1(int port, RateLog log) throws IOException {
        super(port, log);
        request = ("GET " + RequestTarget.PLAINTEXT.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    boolean mayBegin() {
        return !waiting;
    }

    @Override
    void begin(long due) throws IOException {
        waiting = true;
        dueNanos = due;
        write(request);
    }

    @Override
    void answers() throws IOException {
        int end = headEnd();
        if (!waiting || end < 0 || in.limit() - end < RequestTarget.PLAINTEXT.bytes()) {
            return;
        }
        if (in.slice(0, OK.length).mismatch(ByteBuffer.wrap(OK)) >= 0) {
            bad();
        }
        in.position(end + RequestTarget.PLAINTEXT.bytes());
        if (in.hasRemaining()) {
            throw new IOException("more was answered than was asked for");
        }
        waiting = false;
        answered(dueNanos);
    }

    /** Where the content begins; -1 while the head is not there. */
    private int headEnd() {
        for (int i = 3; i < in.limit(); i++) {
            if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
