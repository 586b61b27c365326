package dev.weir.http2.engine;

import dev.weir.http2.config.Abuse;
import dev.weir.http2.connection.FrameInput;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.FrameReader;
import dev.weir.http2.frame.FrameTrace;
import dev.weir.http2.frame.Http2Exception;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives each frame of the client's to the type that handles it (RFC 9113 section 6).
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FrameDispatcher {
    private final FrameReader reader;
    /** Null unless frames are logged. */
    private final @Nullable FrameTrace trace;

    private final ClientPreface preface;
    private final FieldBlockAssembler blocks;
    private final StreamReceiver receiver;
    private final LocalSettings localSettings;
    private final PingTracker pings;
    private final AbuseGuard abuse;
    /** Whether the client's first frame has come. */
    private boolean begun;

    FrameDispatcher(
            FrameReader reader,
            @Nullable FrameTrace trace,
            ClientPreface preface,
            FieldBlockAssembler blocks,
            StreamReceiver receiver,
            LocalSettings localSettings,
            PingTracker pings,
            AbuseGuard abuse) {
        this.reader = reader;
        this.trace = trace;
        this.preface = preface;
        this.blocks = blocks;
        this.receiver = receiver;
        this.localSettings = localSettings;
        this.pings = pings;
        this.abuse = abuse;
    }

    /**
     * Handles all frames that are complete.
     *
     * @param wait tells whether to stop before the next
     * @return false when it has stopped
     */
    boolean dispatch(FrameInput in, BooleanSupplier wait) throws ConnectionError {
        ByteBuffer bytes = in.bytes();
        ByteBuffer view = in.view();
        while (true) {
            try {
                if (wait.getAsBoolean()) {
                    return false;
                }
                Frame frame = reader.next(bytes, view);
                if (frame == null) {
                    return true;
                }
                if (trace != null) {
                    trace.received(frame);
                }
                if (!begun) {
                    preface.firstFrame(frame);
                    begun = true;
                }
                handle(frame);
            } catch (StreamError e) {
                receiver.streamError(e);
            } catch (ConnectionError e) {
                throw e;
            } catch (Http2Exception e) {
                throw new AssertionError("neither of a stream nor of a connection", e);
            }
        }
    }

    private void handle(Frame frame) throws Http2Exception {
        switch (frame) {
            case Frame.Data f -> receiver.data(f);
            case Frame.Headers f -> blocks.headers(f);
            case Frame.Continuation f -> blocks.continuation(f);
            case Frame.Priority f -> receiver.priority(f);
            case Frame.Reset f -> receiver.reset(f);
            case Frame.Settings f -> receiver.settings(f);
            case Frame.SettingsAck _ -> localSettings.receiveAck();
            case Frame.Ping f -> pings.receive(f);
            case Frame.GoAway f -> receiver.goAway(f);
            case Frame.WindowUpdate f -> receiver.windowUpdate(f);
            case Frame.PriorityUpdate f -> receiver.priorityUpdate(f);
            case Frame.Promise _ -> throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE from a client");
            case Frame.Unknown f -> abuse.spend(Abuse.EMPTY_FRAME, f.length() == 0);
        }
    }
}
