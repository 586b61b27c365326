package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection of HTTP/1.1, whose answers are short and have a length. */
final class LoopHttp1 extends LoopConnection {
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final byte[] request;
    private final int bytes;

    LoopHttp1(int port, RequestTarget target) throws IOException {
        super(port, target.bytes());
        bytes = target.bytes();
        request = ("GET " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void send() throws IOException {
        write(request);
    }

    @Override
    int answers() throws IOException {
        int end = headEnd();
        if (end < 0 || in.limit() - end < bytes) {
            return 0;
        }
        if (in.slice(0, OK.length).mismatch(ByteBuffer.wrap(OK)) >= 0) {
            throw new IOException("the status is not 200");
        }
        in.position(end + bytes);
        if (in.hasRemaining()) {
            throw new IOException("more was answered than was asked for");
        }
        return 1;
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
