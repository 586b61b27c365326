package dev.weir.samples.cluster;

/** The cluster cannot start or go on: the message is the one line that says why. */
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     */
    ClusterException(String message) {
        super(message, null, false, false);
    }
}
