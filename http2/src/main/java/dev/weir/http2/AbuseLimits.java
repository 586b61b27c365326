package dev.weir.http2;

/**
 * What a client may make us do without use to itself, each a bucket of tokens that fills again with time. At three
 * quarters of a bucket the connection is wound up with a graceful GOAWAY; at its end it is closed with
 * ENHANCE_YOUR_CALM.
 *
 * @param resetBurst how many streams a client may reset, or make us reset, at once; a reset costs a request's work
 *     and gives the place back at once (rapid reset, CVE-2023-44487; MadeYouReset, CVE-2025-8671)
 * @param resetsPerSecond how many more of them each second
 * @param floodBurst how many frames that do nothing a client may send at once: empty ones, PING, SETTINGS, PRIORITY,
 *     small WINDOW_UPDATE (CVE-2019-9511 to 9518)
 * @param floodPerSecond how many more of them each second
 * @param continuations how many CONTINUATION frames may carry one block of fields (CVE-2024-27316 and its kin)
 * @param emptyContinuations how many of them may be empty
 * @param queuedControls how many of our control frames may wait to be written before we read no further
 * @param queuedControlBytes how many bytes may wait to be written before we read no further
 */
public record AbuseLimits(
        int resetBurst,
        int resetsPerSecond,
        int floodBurst,
        int floodPerSecond,
        int continuations,
        int emptyContinuations,
        int queuedControls,
        int queuedControlBytes) {
    /** What is used where nothing else is said. */
    public static final AbuseLimits DEFAULT = new AbuseLimits(200, 20, 1000, 100, 8, 1, 1000, 256 * 1024);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException when one is below 1 (below 0 for the empty CONTINUATION frames)
     */
    public AbuseLimits {
        if (resetBurst < 1 || resetsPerSecond < 1 || floodBurst < 1 || floodPerSecond < 1 || continuations < 1
                || emptyContinuations < 0 || queuedControls < 1 || queuedControlBytes < 1) {
            throw new IllegalArgumentException("limits against abuse are at least 1: a client that may do none of these at"
                    + " all cannot be served");
        }
    }
}
