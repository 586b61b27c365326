package dev.weir.http.core;

/** Which threads run the handlers of a server. Handlers may block on either. */
public enum HandlerThreads {
    /**
     * The threads that serve the connections, as long as handlers are short: that costs no switch of threads. A thread whose
     * handler stands still or computes for a few milliseconds is relieved at once, and for a while handlers of the kind that did so get
     * other threads from the beginning: virtual ones, or where they compute platform threads as long as those are few. So a handler may run on a platform thread or on a virtual one, and each runs many.
     */
    ELASTIC,
    /** A virtual thread for each request, for code that wants one: it costs a little more. */
    VIRTUAL,
}
