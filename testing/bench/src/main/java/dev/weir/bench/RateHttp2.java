package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A connection of HTTP/2 with many requests at once. */
final class RateHttp2 extends RateConnection {
    private final int maxStreams;
    /** By stream, its request. */
    private final Map<Integer, RateRequest> open = new HashMap<>();

    private int nextStream = 1;

    RateHttp2(int port, int maxStreams, RateTimes times) throws IOException {
        super(port, times);
        this.maxStreams = maxStreams;
        write(LoadFrames.preface());
    }

    @Override
    boolean mayBegin() {
        return open.size() < maxStreams;
    }

    @Override
    void begin(RateRequest request) throws IOException {
        open.put(nextStream, request);
        write(LoadFrames.request(nextStream, request.target()));
        nextStream += 2;
    }

    @Override
    void answers() throws IOException {
        while (in.remaining() >= LoadFrames.HEAD) {
            int at = in.position();
            int length = (in.getShort(at) & 0xffff) << 8 | in.get(at + 2) & 0xff;
            if (in.remaining() < LoadFrames.HEAD + length) {
                return;
            }
            ByteBuffer payload = in.slice(at + LoadFrames.HEAD, length);
            frame(in.get(at + 3), in.get(at + 4), in.getInt(at + 5), payload);
            in.position(at + LoadFrames.HEAD + length);
        }
    }

    private void frame(int type, int flags, int stream, ByteBuffer payload) throws IOException {
        boolean ack = (flags & LoadFrames.ACK) != 0;
        switch (type) {
            case LoadFrames.SETTINGS, LoadFrames.PING -> {
                if (!ack) {
                    acknowledge(type, payload);
                }
            }
            case LoadFrames.HEADERS -> {
                if (!LoadFrames.isOk(flags, payload)) {
                    bad(request(stream));
                }
                end(flags, stream);
            }
            case LoadFrames.DATA -> end(flags, stream);
            case LoadFrames.RST_STREAM, LoadFrames.GO_AWAY -> throw new IOException("the server has ended a stream");
            default -> {
                // Windows are larger than a run, and nothing else says anything of an answer.
            }
        }
    }

    private void acknowledge(int type, ByteBuffer payload) throws IOException {
        int length = type == LoadFrames.PING ? payload.remaining() : 0;
        ByteBuffer out = ByteBuffer.allocate(LoadFrames.HEAD + length);
        LoadFrames.head(out, length, type, LoadFrames.ACK, 0);
        if (length > 0) {
            out.put(payload);
        }
        write(out.array());
    }

    private void end(int flags, int stream) throws IOException {
        if ((flags & LoadFrames.END_STREAM) == 0) {
            return;
        }
        RateRequest request = request(stream);
        open.remove(stream);
        answered(request);
    }

    private RateRequest request(int stream) throws IOException {
        RateRequest request = open.get(stream);
        if (request == null) {
            throw new IOException("an answer to no request, on stream " + stream);
        }
        return request;
    }
}
