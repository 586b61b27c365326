package dev.weir.websocket.internal;

/**
 * How many frames a second may carry nothing of a message: counted in windows of a second.
 *
 * <p><b>Threads.</b> For the thread that receives.
 */
public final class ControlBudget {
    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private int count;
    private long begin;

    /** Allows so many a second. */
    public ControlBudget(int most) {
        this.most = most;
        this.begin = System.nanoTime();
    }

    /**
     * Counts one.
     *
     * @throws ProtocolViolation where it is too many
     */
    public void count() throws ProtocolViolation {
        if (++count > most) {
            long now = System.nanoTime();
            if (now - begin < SECOND) {
                throw new ProtocolViolation(CloseCodes.POLICY, "more than " + most + " empty frames a second");
            }
            begin = now;
            count = 1;
        }
    }
}
