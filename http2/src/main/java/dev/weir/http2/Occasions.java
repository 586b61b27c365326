package dev.weir.http2;

/**
 * What a client has cause to send because of content that it was sent, and which is therefore not counted against it.
 *
 * <p>Some clients answer each DATA frame with a WINDOW_UPDATE of just its size, on the stream and on the connection:
 * many small messages make many small updates. Others (gRPC's) measure the link with a PING whenever content comes. An
 * attacker gains nothing from either, as it pays for each with content that it takes.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class Occasions {
    /** Frames that nobody has answered yet are remembered up to here. */
    private static final int MOST = 10_000;

    private int updates;
    private boolean ping;

    /**
     * Content went out.
     *
     * @param windowLeft whether the client's windows still let more go: a frame that is small because its window was is
     *     what the client itself has brought about (CVE-2019-9511)
     */
    void contentSent(boolean windowLeft) {
        ping = true;
        if (windowLeft && updates < MOST) {
            updates += 2;
        }
    }

    /** Whether a small WINDOW_UPDATE has a cause; each cause serves once. */
    boolean forUpdate() {
        if (updates == 0) {
            return false;
        }
        updates--;
        return true;
    }

    /** Whether a PING has a cause; each cause serves once. */
    boolean forPing() {
        boolean was = ping;
        ping = false;
        return was;
    }
}
