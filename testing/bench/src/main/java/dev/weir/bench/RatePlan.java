package dev.weir.bench;

import java.util.List;

/**
 * What the client with a rate does: at which times it asks whom for what. Time is cut into slots of one length, each with
 * one request. In a mixed run every second one is for the answer that sleeps; in a run without sleepers those slots stay
 * empty, so that the others have the same times and connections in both.
 *
 * @param http2 whether HTTP/2 is spoken, and not HTTP/1.1
 * @param connections how many there are
 * @param depth how many requests a connection may have at once
 * @param rate slots a second
 * @param mixed whether every second slot is a sleeper's
 * @param spins whether the client asks without pause for what has come, which takes all of its core
 */
record RatePlan(boolean http2, int connections, int depth, int rate, boolean mixed, boolean spins) {
    private static final long SECOND = 1_000_000_000L;
    private static final String HTTP1 = "http1";
    private static final String HTTP2 = "http2";

    static RatePlan of(Workload workload) {
        return new RatePlan(
                workload.http2(),
                workload.connections(),
                workload.depth(),
                workload.rate(),
                workload.mixed(),
                // On a core of its own the client has nothing else to do; one that it shares is the server's too.
                !workload.allCores());
    }

    /** Reads what {@link #words} has written. */
    static RatePlan of(String... words) {
        return new RatePlan(
                words[0].equals(HTTP2),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Boolean.parseBoolean(words[4]),
                Boolean.parseBoolean(words[5]));
    }

    List<String> words() {
        return List.of(
                http2 ? HTTP2 : HTTP1,
                Integer.toString(connections),
                Integer.toString(depth),
                Integer.toString(rate),
                Boolean.toString(mixed),
                Boolean.toString(spins));
    }

    /** The length of a slot. */
    long gapNanos() {
        return SECOND / rate;
    }

    /** How many there are in so many seconds. */
    long slots(int seconds) {
        return seconds * SECOND / gapNanos();
    }

    /** What is asked for in a slot. */
    RequestTarget target(long slot) {
        return mixed && slot % 2 == 1 ? RequestTarget.SLEEP : RequestTarget.PLAINTEXT;
    }

    /**
     * Which connection a slot has. With HTTP/1.1 a small answer behind a sleeper would wait for it, whatever the server,
     * so that each second connection is a sleeper's; those of HTTP/2 have both.
     */
    int connection(long slot) {
        long turn = mixed && http2 ? slot / 2 : slot;
        return (int) (turn % connections);
    }
}
