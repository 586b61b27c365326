package dev.weir.http2.stream;

/**
 * Counts frames that a client has cause to send as an answer to content, and which are therefore no abuse.
 *
 * <p>Some clients answer each DATA frame with a WINDOW_UPDATE of just its size, on the stream and on the connection:
 * many small messages make many small updates; and where our frames do not divide its window evenly, the odd bytes that
 * are left come back, go out, and come back again. Others (gRPC's) measure the link with a PING whenever content comes.
 * An attacker gains nothing from either, as it pays for each with content that it takes.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class SolicitedFrames {
    /** An increment below this is hardly worth its frame, and has to have a cause. */
    public static final int SMALL_INCREMENT = 64;

    /**
     * Unused causes are remembered up to here: a window of 64 KiB, which is the initial one, may be full of frames of
     * one octet before the first of them is answered.
     */
    private static final int MOST = 2 * 65_536 * SMALL_INCREMENT;

    /** Content sent that stands for updates, one for each {@link #SMALL_INCREMENT} bytes. */
    private int content;

    private boolean ping;

    /**
     * Notes that content was sent, which may be answered on the stream and on the connection.
     *
     * @param length bytes
     * @param windowLeft whether the client's windows still let more go; a frame that is small because its window was is
     *     the doing of the client itself (CVE-2019-9511), so that it counts for no more than its bytes
     */
    public void contentSent(int length, boolean windowLeft) {
        ping = true;
        content = Math.min(MOST, content + 2 * (windowLeft ? Math.max(length, SMALL_INCREMENT) : length));
    }

    /** Returns whether a small WINDOW_UPDATE has a cause; each cause serves once. */
    public boolean takeUpdate() {
        if (content < SMALL_INCREMENT) {
            return false;
        }
        content -= SMALL_INCREMENT;
        return true;
    }

    /** Returns whether a PING has a cause; each cause serves once. */
    public boolean takePing() {
        boolean was = ping;
        ping = false;
        return was;
    }
}
