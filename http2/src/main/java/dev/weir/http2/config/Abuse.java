package dev.weir.http2.config;

import dev.weir.http2.config.AbuseLimits.Rate;

/**
 * What a client can make us do without use to itself. Each kind has a bucket of tokens on each connection, whose size
 * {@link AbuseLimits} says, and a count in {@code ServerStats.abuse()}, under the name that it has here.
 */
public enum Abuse {
    /**
     * The client has reset a stream (rapid reset, CVE-2023-44487): it costs a request's work, and gives the client's
     * place back at once. 200 at once and 20 a second: a user that leaves a page cancels all requests of it, which may
     * be a hundred, and does not do so all the time. Each request that is answered completely allows one more, up to as
     * many as are allowed at once, as a proxy's clients cancel in proportion to what they ask for. Refused pushes are
     * not counted.
     */
    RESET_RECEIVED(200, 20),
    /**
     * The client has made us reset a stream (MadeYouReset, CVE-2025-8671). As many as it may reset itself, so that
     * neither way gains on the other; a completed response allows one or the other.
     */
    RESET_PROVOKED(200, 20),
    /**
     * A frame that carries nothing, or padding alone (CVE-2019-9518). 1,000 at once and 100 a second: a client may
     * flush when it has nothing to say, but must not cost more by it than by a few requests.
     */
    EMPTY_FRAME(1000, 100),
    /**
     * A ping that we must answer (CVE-2019-9512). 1,000 at once and 100 a second. Those with which a client measures
     * what it is sent (gRPC does) are not counted.
     */
    PING(1000, 100),
    /**
     * SETTINGS that we must apply to all open streams, and acknowledge (CVE-2019-9515). 1,000 at once and 100 a second:
     * far more than any client has to say, and nothing that would be felt.
     */
    SETTINGS(1000, 100),
    /**
     * A window that grows by next to nothing, so that we send next to nothing at a time (CVE-2019-9511). 1,000 at once
     * and 100 a second. Answers to small frames of ours are not counted.
     */
    SMALL_WINDOW_UPDATE(1000, 100),
    /**
     * A change of priorities (CVE-2019-9513), where it is work: PRIORITY_UPDATE, and PRIORITY where a scheduler reads
     * the tree. 1,000 at once and 100 a second: a browser says something of each picture of a page.
     */
    PRIORITY(1000, 100);

    private final Rate standard;

    Abuse(int burst, int perSecond) {
        this.standard = new Rate(burst, perSecond);
    }

    /**
     * Returns how much of it a client may do by default.
     *
     * @return the default rate
     */
    public Rate standard() {
        return standard;
    }
}
