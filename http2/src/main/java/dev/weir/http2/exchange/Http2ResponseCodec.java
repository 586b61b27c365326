package dev.weir.http2.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Pusher;
import dev.weir.http.api.Status;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.core.exchange.DirectContent;
import dev.weir.http.core.exchange.ResponseCodec;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.connection.QueuedFrame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a response on the wire of HTTP/2 (RFC 9113 section 8.1): HEADERS, DATA, and maybe HEADERS again. The last piece
 * is held back until it is known whether the stream ends with it.
 */
final class Http2ResponseCodec implements ResponseCodec {
    /** Content up to this size is copied, so that its writer need not wait until it has gone out. */
    private static final int COPIED = 4096;

    private static final byte[] NOTHING = {};

    private final Http2Stream stream;
    private final FrameFlusher out;
    private final DirectBuffers filePieces;
    private final boolean connect;

    /** What is held back: the head, and content after it. */
    private QueuedFrame.@Nullable Fields head;

    private QueuedFrame.@Nullable Content tail;

    /** The length that the head says, or negative, and what was given to be sent. */
    private long length = UNKNOWN;

    private long given;

    /** What the handler has accepted; null for nothing. Set by the handler's thread. */
    private @Nullable Http2Tunnel tunnel;

    Http2ResponseCodec(Http2Stream stream, FrameFlusher out, DirectBuffers filePieces) {
        this.stream = stream;
        this.out = out;
        this.filePieces = filePieces;
        this.connect = stream.head.method().equals(HttpMethod.CONNECT);
    }

    @Override
    public void interim(int code, Headers fields) throws IOException {
        stream.lock.lock();
        try {
            stream.output.push(new QueuedFrame.Fields(stream.output, code, fields.copy(), NONE, false, false));
            if (code == Status.CONTINUE) {
                stream.continueSent();
            }
            out.flushSoon();
            stream.output.awaitSent(false);
        } finally {
            stream.lock.unlock();
        }
    }

    /** After any content; but a tunnel has frames of DATA alone (RFC 9113 section 8.5). */
    @Override
    public boolean allowsTrailers(int status, long length) {
        return !isTunnel(status);
    }

    /** RFC 9110 section 9.3.6: what follows a 2xx to CONNECT is no content. */
    private boolean isTunnel(int status) {
        return connect && status < 300;
    }

    @Override
    public void head(int status, Headers fields, long length, boolean date, boolean last) {
        if (fields.containsToken("Connection", "close")) {
            // The field itself has no place here (RFC 9113 section 8.2.2), what it asks for has (section 6.8).
            stream.startDrain("the handler ends the connection");
        }
        boolean tunnel = isTunnel(status);
        if (tunnel) {
            stream.becomeTunnel();
        }
        this.length = tunnel ? NONE : length;
        head = new QueuedFrame.Fields(stream.output, status, fields, this.length, date, false);
    }

    @Override
    public void content(byte[] b, int off, int len) throws IOException {
        given += len;
        if (len <= COPIED && tail == null) {
            tail = copy(b, off, len);
            return;
        }
        // The end of content whose length is known is held back, so that the stream's end can go with it.
        int held = len <= COPIED ? len : given == length ? COPIED : 0;
        stream.lock.lock();
        try {
            pushHeld();
            if (len > held) {
                stream.output.push(new QueuedFrame.Content(stream.output, b, off, len - held, false));
            }
            out.flushSoon();
            stream.output.awaitSent(len > held);
        } finally {
            stream.lock.unlock();
        }
        if (held > 0) {
            tail = copy(b, off + len - held, held);
        }
    }

    /** From where it lies: only the end is held back, in an array, so that the stream's end can go with it. */
    @Override
    public void direct(DirectContent content) throws IOException {
        if (content.remaining() <= 2 * COPIED) {
            return;
        }
        long most = content.remaining() - (given + content.remaining() == length ? COPIED : 0);
        switch (content) {
            case DirectContent.OfBuffer(ByteBuffer src) -> {
                send(src.slice(src.position(), (int) most));
                src.position(src.position() + (int) most);
            }
            case DirectContent.OfFile file -> send(file, most);
        }
    }

    /** Reads a part of a file piece by piece outside of the heap, where there is a buffer for it. */
    private void send(DirectContent.OfFile file, long most) throws IOException {
        ByteBuffer piece = filePieces.take();
        if (piece == null) {
            return;
        }
        try {
            for (long left = most; left > 0; left -= piece.limit()) {
                if (!file.tryRead(piece.clear().limit((int) Math.min(left, piece.capacity())))) {
                    return;
                }
                send(piece.flip());
            }
        } finally {
            filePieces.give(piece);
        }
    }

    /** Sends a buffer from its start on, which is the caller's again then. */
    private void send(ByteBuffer src) throws IOException {
        int len = src.limit();
        given += len;
        stream.lock.lock();
        try {
            pushHeld();
            stream.output.push(new QueuedFrame.Content(stream.output, src, len));
            out.flushSoon();
            stream.output.awaitSent(true);
        } finally {
            stream.lock.unlock();
        }
    }

    private QueuedFrame.Content copy(byte[] b, int off, int len) {
        return QueuedFrame.Content.copied(stream.output, Arrays.copyOfRange(b, off, off + len));
    }

    /** Hands over what was held back; under the lock. */
    private void pushHeld() throws IOException {
        QueuedFrame.Fields first = head;
        QueuedFrame.Content second = tail;
        head = null;
        tail = null;
        if (first != null) {
            stream.output.push(first);
        }
        if (second != null) {
            stream.output.push(second);
        }
    }

    @Override
    public void end(Headers trailers) throws IOException {
        stream.lock.lock();
        try {
            if (!trailers.isEmpty()) {
                pushHeld();
                stream.output.push(new QueuedFrame.Fields(stream.output, 0, trailers, NONE, false, true));
            } else if (tail != null) {
                tail.end = true;
                pushHeld();
            } else if (head != null) {
                head.end = true;
                pushHeld();
            } else {
                stream.output.push(new QueuedFrame.Content(stream.output, NOTHING, 0, 0, true));
            }
            out.flushSoon();
        } finally {
            stream.lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        stream.lock.lock();
        try {
            stream.content.flushed();
            pushHeld();
            out.flushSoon();
            stream.output.awaitSent(false);
        } finally {
            stream.lock.unlock();
        }
    }

    /** What was put together goes out first, so that the client can see how far the response came. */
    @Override
    public void abort() {
        if (tunnel != null && tunnel.endedInOrder()) {
            // What it has said last may still wait for the client's window, and its end behind that.
            return;
        }
        stream.lock.lock();
        try {
            pushHeld();
            stream.output.pushAbort();
            out.flushSoon();
        } catch (IOException e) {
            // Nothing can be sent, so there is nothing to abort.
            head = null;
            tail = null;
        } finally {
            stream.lock.unlock();
        }
    }

    @Override
    public void readDeadline(Duration timeout) {
        stream.content.deadline(Deadlines.in(timeout));
    }

    @Override
    public void minRequestRate(int bytesPerSecond) {
        stream.content.minRate(bytesPerSecond);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        stream.writeDeadline(Deadlines.in(timeout));
    }

    @Override
    public <T> Optional<T> as(Class<T> power, ServerResponse response) {
        if (power == TunnelRequest.class && connect) {
            return Optional.of(power.cast(new Http2Tunnel(stream, this, response)));
        }
        if (power == Pusher.class && stream.mayPush()) {
            return Optional.of(power.cast(stream.pusher()));
        }
        return Optional.empty();
    }

    /** The handler has accepted a tunnel, which ends with its call. */
    void accepted(Http2Tunnel taken) {
        tunnel = taken;
    }

    @Override
    public void handlerDone(boolean failed) {
        if (tunnel != null) {
            tunnel.handlerDone(failed);
        }
    }

    @Override
    public Optional<TunnelUser> tunnelUser() {
        return tunnel == null ? Optional.empty() : tunnel.user();
    }

    /** A stream that was reset has failed; this is a tunnel whose client has ended its side in the midst of something. */
    @Override
    public boolean isOfClientsLeaving(IOException thrown) {
        return connect && thrown instanceof EOFException && stream.content.ended()
                || tunnel != null && tunnel.isOfClose(thrown);
    }
}
