package dev.weir.http.core.request;

/** The answer to a request that the server refuses before any handler sees it. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    /**
     * Makes one, without a stack trace: clients cause it.
     *
     * @param status the status of the answer
     * @param reason one line for the client, in ASCII
     */
    public Refusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    /**
     * Returns the status of the answer.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * Returns the reason, for the client.
     *
     * @return one line
     */
    public String reason() {
        return reason;
    }
}
