package dev.weir.http2.connection;

import dev.weir.http2.stream.SendWindow;

/**
 * The stream that frames are queued for, as the writing side sees it.
 *
 * <p><b>Threads.</b> Called under the connection's lock.
 */
public interface FrameSender {
    int id();

    /** Returns how many octets of content may be sent now. */
    int sendable();

    /** Returns the stream's own window. */
    SendWindow sendWindow();

    /** A frame of the stream's was put among those that are written next. */
    void sent(QueuedFrame frame);

    /** The handler has aborted the response, and all that it wrote before has gone. */
    void abort();
}
