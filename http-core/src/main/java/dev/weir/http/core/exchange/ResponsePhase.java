package dev.weir.http.core.exchange;

import java.io.IOException;

/**
 * How far a response has come, and what use of it is refused for that.
 *
 * <pre>{@code
 *   OPEN <--hooks--> COMMITTING
 *   OPEN ---commit---> COMMITTED ---end---> ENDED
 *    | hijack             |                   |
 *    v                    +-------+-----------+---- (also from OPEN)
 *   HIJACKED                      v abort
 *                              ABORTED
 * }</pre>
 */
enum ResponsePhase {
    /** Status and fields may be set. */
    OPEN,
    /** Hooks look at the response before its head goes out, and may change its fields; it is open again when they have. */
    COMMITTING,
    /** The head is out, or on its way. */
    COMMITTED,
    /** All is out, or on its way. */
    ENDED,
    /** The handler has taken the connection over. */
    HIJACKED,
    /** Broken off; the client can see that it is not whole. */
    ABORTED;

    /** Returns whether the end of the response is still to be sent. */
    boolean unfinished() {
        return this == OPEN || this == COMMITTED;
    }

    /**
     * Refuses what can be done before the response is committed alone.
     *
     * @param what what is to be done, for the message
     */
    void requireOpen(String what) {
        if (this != OPEN) {
            throw new IllegalStateException("the response is committed: too late for " + what);
        }
    }

    /** Refuses any use by a commit hook, whose response is between its handler and its client. */
    void requireNoHook() {
        if (this == COMMITTING) {
            throw new IllegalStateException("a commit hook runs: it changes its Commit alone");
        }
    }

    void requireHijackable() {
        if (this != OPEN) {
            throw new IllegalStateException(
                    this == HIJACKED
                            ? "the connection was taken over before"
                            : "the response is committed: the connection can no longer be taken over");
        }
    }

    /** Refuses to write where nothing more can be sent. */
    void requireWritable() throws IOException {
        switch (this) {
            case OPEN, COMMITTING, COMMITTED -> {}
            case ENDED -> throw new IllegalStateException("the response has ended: nothing more can be written");
            case HIJACKED -> throw new IllegalStateException("the connection was taken over: write to it instead");
            case ABORTED -> throw new IOException("the response was broken off");
        }
    }
}
