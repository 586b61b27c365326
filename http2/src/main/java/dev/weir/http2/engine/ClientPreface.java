package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.connection.FrameInput;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client's connection begins with: a fixed sequence of bytes and SETTINGS (RFC 9113 section 3.4), each within
 * its time.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
public final class ClientPreface {
    public static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EngineContext context;
    private final Connection transport;
    private final FrameInput input;
    private final ActivityTracker activity;

    ClientPreface(ConnectionState state, FrameInput input, ActivityTracker activity) {
        this.context = state.context;
        this.transport = state.transport;
        this.input = input;
        this.activity = activity;
    }

    /** Begins to wait for the sequence of bytes. */
    void begin() {
        transport.readDeadline(context.prefaceDeadline(transport.readySince()));
    }

    /** Reads of the sequence of bytes what has come; true when it was read to its end. */
    boolean read() throws IOException {
        while (matches() && input.bytes().remaining() < BYTES.length) {
            int n = input.receive(BYTES.length, false);
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                throw new EOFException("closed within the preface");
            }
        }
        if (!matches()) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "not the preface of HTTP/2");
        }
        input.bytes().position(input.bytes().position() + BYTES.length);
        transport.readDeadline(Deadlines.in(context.settings.settingsTimeout()));
        return true;
    }

    /** Returns whether all that was read so far is the preface, or the start of it. */
    private boolean matches() {
        ByteBuffer bytes = input.bytes();
        int length = Math.min(bytes.remaining(), BYTES.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(bytes.position() + i) != BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    /** Checks the first frame, and ends the time for it. */
    void firstFrame(Frame frame) throws ConnectionError {
        if (!(frame instanceof Frame.Settings)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS");
        }
        transport.readDeadline(0);
        activity.settingsReceived();
    }
}
