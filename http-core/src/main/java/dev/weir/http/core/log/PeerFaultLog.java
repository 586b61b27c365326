package dev.weir.http.core.log;

import dev.weir.http.core.support.TokenBucket;

/**
 * Logs what peers do wrong before a protocol has them: a line for each, limited in rate, as any client can cause them.
 *
 * <p><b>Threads.</b> Thread-safe; its own lock guards the counts and is not held while the log is written.
 */
public final class PeerFaultLog {
    private static final int BURST = 10;
    private static final int PER_SECOND = 1;
    /** A reason may quote what the peer has sent, at any length. */
    private static final int LONGEST = 300;

    private final ServerLog log;
    private final TokenBucket lines = new TokenBucket(BURST, PER_SECOND, System.nanoTime());
    private long unseen;

    public PeerFaultLog(ServerLog log) {
        this.log = log;
    }

    /** Writes a line, or counts it. */
    public void log(String what, Object peer, String reason) {
        long missed = permit(System.nanoTime());
        if (missed >= 0 && log.isInfoEnabled()) {
            log.info(what + " from " + peer + ": " + clean(reason)
                    + (missed == 0 ? "" : " (and " + missed + " more such)"));
        } else if (log.isDebugEnabled()) {
            log.debug(what + " from " + peer + ": " + clean(reason));
        }
    }

    /** How many were not shown since the last one; -1 when this one is not to be shown either. */
    synchronized long permit(long now) {
        if (!lines.take(now)) {
            unseen++;
            return -1;
        }
        long missed = unseen;
        unseen = 0;
        return missed;
    }

    /** One line, of a bounded length, in printable ASCII. */
    static String clean(String reason) {
        String text = reason == null ? "no reason was given" : reason;
        int length = Math.min(text.length(), LONGEST);
        StringBuilder clean = new StringBuilder(length + 3);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            clean.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return text.length() > LONGEST ? clean.append("...").toString() : clean.toString();
    }
}
