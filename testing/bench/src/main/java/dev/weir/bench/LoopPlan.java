package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the client with a closed loop does: connections that each have one request at a time, and the next one as soon
 * as that is answered; or, with {@link RequestTarget#BROADCAST}, one of them that sends, and again when all have it.
 *
 * @param target what is asked for, or sent
 * @param connections how many there are
 * @param deflate whether messages are compressed, both ways
 */
record LoopPlan(RequestTarget target, int connections, boolean deflate) {
    static LoopPlan of(Workload workload) {
        return new LoopPlan(workload.target(), workload.connections(), workload.deflate());
    }

    /** Reads what {@link #words} has written. */
    static LoopPlan of(String... words) {
        return new LoopPlan(
                RequestTarget.valueOf(words[0]), Integer.parseInt(words[1]), Boolean.parseBoolean(words[2]));
    }

    List<String> words() {
        return List.of(target.name(), Integer.toString(connections), Boolean.toString(deflate));
    }

    /** The message, where it sends such: prose. */
    byte[] message() {
        return Documents.text().substring(0, target.bytes()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Connects, and shakes hands where messages are sent. */
    LoopConnection connect(int port) throws IOException {
        return target.message() ? new LoopMessages(port, this) : new LoopHttp1(port, target);
    }
}
