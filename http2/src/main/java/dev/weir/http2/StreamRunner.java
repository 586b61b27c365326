package dev.weir.http2;

/**
 * How the handlers of a connection get a thread to run on. The connection starts a stream's handler through this one
 * method, so that there may be other ways than {@link #threadEach}.
 */
@FunctionalInterface
interface StreamRunner {
    /**
     * Runs a stream's handler, soon, on a thread of its own choice. Returns without waiting for it.
     *
     * @param stream what to run; never throws
     */
    void run(Runnable stream);

    /** A virtual thread for each stream. */
    static StreamRunner threadEach() {
        Thread.Builder.OfVirtual threads = Thread.ofVirtual().name("weir-stream");
        return threads::start;
    }
}
