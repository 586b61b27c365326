package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** A connection of HTTP/1.1 with one request at a time, whose answer is short and has a length. */
final class RateHttp1 extends RateConnection {
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final Map<RequestTarget, byte[]> heads = new EnumMap<>(RequestTarget.class);
    /** The one that has no answer yet; null when there is none. */
    private RateRequest waiting;

    RateHttp1(int port, RateTimes times) throws IOException {
        super(port, times);
        for (RequestTarget target : new RequestTarget[] {RequestTarget.PLAINTEXT, RequestTarget.SLEEP}) {
            heads.put(
                    target,
                    ("GET " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    boolean mayBegin() {
        return waiting == null;
    }

    @Override
    void begin(RateRequest request) throws IOException {
        waiting = request;
        write(heads.get(request.target()));
    }

    @Override
    void answers() throws IOException {
        int end = headEnd();
        RateRequest request = waiting;
        if (request == null || end < 0 || in.limit() - end < request.target().bytes()) {
            return;
        }
        if (in.slice(0, OK.length).mismatch(ByteBuffer.wrap(OK)) >= 0) {
            bad(request);
        }
        in.position(end + request.target().bytes());
        if (in.hasRemaining()) {
            throw new IOException("more was answered than was asked for");
        }
        waiting = null;
        answered(request);
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
