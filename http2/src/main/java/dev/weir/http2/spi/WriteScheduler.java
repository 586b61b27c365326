package dev.weir.http2.spi;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what the streams of one connection have to send, and says what goes next.
 *
 * <p>Only streams' frames come here: content, and the fields before, between and behind it. What a connection says
 * for itself (SETTINGS, PING, WINDOW_UPDATE, RST_STREAM, GOAWAY) goes ahead of all that.
 *
 * <p><b>The contract.</b> The frames of a stream leave in the order in which they came. Nothing is lost but what
 * {@link #close} drops, and nothing leaves twice. A frame that may not be sent now stays, and never keeps another
 * stream from sending. A scheduler does not throw; what it is told of streams that it does not know it may forget.
 *
 * <p><b>Threads.</b> Never called concurrently: always under the connection's lock, by whichever thread holds it. So it
 * must be quick, must not block, and calls nothing of the engine's but the methods of the frames that it was given.
 */
public interface WriteScheduler {
    /**
     * A stream has been opened: by the client, whose ids are odd, or by us as a push, whose ids are even.
     *
     * @param stream its id
     * @param priority what the client has said of it. Where it has said nothing, {@link StreamPriority#DEFAULT} if it
     *     has named other priorities, or the scheduler {@linkplain WriteSchedulerProvider#usesRfc7540Priorities reads the tree};
     *     else the same urgency and incremental, as also where an intermediary shares the connection (RFC 9218 section
     *     13.1)
     */
    void open(int stream, StreamPriority priority);

    /**
     * A stream is closed: what it has queued is dropped.
     *
     * @param stream its id
     */
    void close(int stream);

    /**
     * The client has changed its mind about a stream. It may be open, may have been closed, or may not have been
     * opened yet, as the old scheme of priorities allows to speak of such (RFC 7540 section 5.3).
     *
     * @param stream its id
     * @param priority what the client says now
     */
    void adjust(int stream, StreamPriority priority);

    /**
     * A stream has something to send, behind all that it has had before.
     *
     * @param frame what to send; of a stream that is open
     */
    void push(OutboundFrame frame);

    /**
     * What goes next: the first frame of a stream if all of it may go, else a {@linkplain OutboundFrame#split part} of
     * it.
     *
     * @return the frame, which is the scheduler's no longer; null when nothing may be sent now
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    OutboundFrame pop();
}
