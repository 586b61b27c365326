package dev.weir.http2.spi;

import org.jspecify.annotations.Nullable;

/**
 * Queues the frames that the streams of one connection have to send, and decides which is sent next.
 *
 * <p>Only streams' frames come here: content, and the fields before, between and after it. What a connection says
 * for itself (SETTINGS, PING, WINDOW_UPDATE, RST_STREAM, GOAWAY) goes ahead of all that.
 *
 * <p><b>The contract.</b> The frames of a stream leave in the order in which they came. Nothing is lost but what
 * {@link #close} drops, and nothing leaves twice. A frame that may not be sent now stays, and never keeps another
 * stream from sending. A scheduler does not throw; what concerns streams that it does not know it may ignore.
 *
 * <p><b>Threads.</b> Never called concurrently: always under the connection's lock, by whichever thread holds it. So it
 * must be quick, must not block, and calls nothing of the engine's but the methods of the frames that it was given.
 */
public interface WriteScheduler {
    /**
     * Opens a stream: one of the client, whose ids are odd, or a push of the server, whose ids are even.
     *
     * @param stream its id
     * @param priority what the client has signalled for it. Without a signal, {@link StreamPriority#DEFAULT} if it has
     *     signalled other priorities, or the scheduler
     *     {@linkplain WriteSchedulerProvider#usesRfc7540Priorities uses the tree}; else the same urgency and
     *     incremental, as also where an intermediary shares the connection (RFC 9218 section 13.1)
     */
    void open(int stream, StreamPriority priority);

    /**
     * Closes a stream: what it has queued is dropped.
     *
     * @param stream its id
     */
    void close(int stream);

    /**
     * Changes the priority of a stream. It may be open, closed, or not opened yet, as the scheme of RFC 7540 allows
     * that (section 5.3).
     *
     * @param stream its id
     * @param priority the new priority
     */
    void adjust(int stream, StreamPriority priority);

    /**
     * Adds a frame of a stream, after all that were added before.
     *
     * @param frame a frame of a stream that is open
     */
    void push(OutboundFrame frame);

    /**
     * Returns what is sent next: the first frame of a stream if all of it may be sent, else a
     * {@linkplain OutboundFrame#split part} of it.
     *
     * @return the frame, which the scheduler has given up; null when nothing may be sent now
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    OutboundFrame pop();
}
