package dev.weir.http2.exchange;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.core.exchange.ServerResponse;
import dev.weir.http.core.support.CloseClaim;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.DrainWatch;
import dev.weir.http2.frame.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream that carries another protocol (RFC 8441 section 5): DATA in both directions, END_STREAM as the half-close.
 * Its ends are those of a channel, as over HTTP/1.
 *
 * <p><b>Threads.</b> One may read while another writes, and any may close.
 */
final class Http2Tunnel implements TunnelRequest, Tunnel {
    /** The least time for the last output to go out. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final Http2Stream stream;
    /** Null for a plain CONNECT. */
    private final @Nullable String protocol;

    private final Http2ResponseCodec codec;
    private final ServerResponse response;
    private final DrainWatch onDrain;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    /** Held by the thread that writes, or that ends the output. */
    private final ReentrantLock writing = new ReentrantLock();
    /** Whether the output has ended; guarded by writing. */
    private boolean outputClosed;

    /** Who is called when something comes, once the handler has returned; null where nobody is. The handler's thread. */
    private @Nullable TunnelUser user;
    /** Whether it has received the client's end; for its thread. */
    private boolean sawEnd;

    private final CloseClaim closing = new CloseClaim();
    private final CountDownLatch closeDone = new CountDownLatch(1);
    /** Whether the handler has closed it and its last output is on its way. */
    private volatile boolean endedInOrder;

    Http2Tunnel(Http2Stream stream, Http2ResponseCodec codec, ServerResponse response) {
        this.stream = stream;
        this.protocol = stream.head.protocol();
        this.codec = codec;
        this.response = response;
        this.onDrain = new DrainWatch(stream.streams.transport.server(), request());
    }

    private Http2Request request() {
        return Objects.requireNonNull(stream.request(), "a handler that runs has a request");
    }

    @Override
    public List<String> protocols() {
        return protocol == null ? List.of() : List.of(protocol);
    }

    @Override
    public Tunnel accept(String wanted) throws IOException {
        if (protocol != null && !FieldSyntax.equal(protocol, wanted)) {
            throw new IllegalArgumentException("the client has not asked for " + wanted);
        }
        response.status(Status.OK);
        // RFC 9110 section 9.3.6: what follows is no content, so it has no length that it would be held to.
        response.headers().remove("Content-Length");
        response.flush();
        stream.streams.transport.server().counters().tunnelOpened();
        // From here on the handler's end closes it.
        codec.accepted(this);
        return this;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public int receive(byte[] to, int from, int length) throws IOException {
        int n = read(to, from, length, false);
        sawEnd |= n < 0;
        return n;
    }

    @Override
    public void serve(TunnelUser called) {
        Objects.requireNonNull(called, "user");
        if (user != null) {
            throw new IllegalStateException("the tunnel has a user");
        }
        user = called;
    }

    /** Returns who goes on with it when its handler has returned: until it has seen the client's end. */
    Optional<TunnelUser> user() {
        TunnelUser given = user;
        return given == null ? Optional.empty() : Optional.of(() -> given.proceed() && !sawEnd);
    }

    @Override
    public SocketAddress remoteAddress() {
        return request().remoteAddress();
    }

    @Override
    public void readDeadline(Duration timeout) {
        codec.readDeadline(timeout);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        codec.writeDeadline(timeout);
    }

    @Override
    public boolean draining() {
        return stream.streams.transport.server().draining();
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain.add(Objects.requireNonNull(action, "action"));
    }

    @Override
    public void closeOutput() throws IOException {
        writing.lock();
        try {
            if (!outputClosed) {
                outputClosed = true;
                response.close();
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Ends both directions, and wakes threads that are in one of them. The client gets END_STREAM, and time for its
     * own; but a write that is under way cannot be taken back, so with one the stream is reset.
     */
    @Override
    public void close() {
        if (!claim()) {
            return;
        }
        try {
            closeNow();
        } finally {
            closeDone.countDown();
        }
    }

    /** Claims the closing, with which it is no open tunnel any more; false when a thread has it already. */
    private boolean claim() {
        if (!closing.claim()) {
            return false;
        }
        stream.streams.transport.server().counters().tunnelClosed();
        return true;
    }

    private void closeNow() {
        onDrain.close();
        stream.content.close();
        if (!writing.tryLock()) {
            abort("the tunnel was closed while it was written to");
            writing.lock();
        }
        try {
            endSoon();
            if (!outputClosed) {
                outputClosed = true;
                response.close();
            }
            endedInOrder = true;
        } catch (IOException e) {
            // As over HTTP/1, where the loss of the client is not reported either.
            stream.streams.transport.server().logDebug("stream " + stream.id + " could not be closed gracefully", e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * The handler is done, and so is the tunnel.
     *
     * @param failed whether it has thrown: a tunnel that it has not closed is broken off then, after what was written
     */
    void handlerDone(boolean failed) {
        if (!failed) {
            close();
        } else if (claim()) {
            onDrain.close();
            stream.content.close();
            if (writing.isLocked()) {
                abort("the handler has failed while the tunnel was written to");
            }
        } else {
            awaitClose();
        }
    }

    /** Waits for another thread that is just closing it, and has woken the handler by that. */
    private void awaitClose() {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                closeDone.await();
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether it was closed, so that there is nothing to break off. */
    boolean endedInOrder() {
        return endedInOrder;
    }

    /** Returns whether a call was ended, or refused, as another thread than the handler's has closed the tunnel on purpose. */
    boolean isOfClose(IOException thrown) {
        return closing.isCauseOf(thrown);
    }

    /** What waits to be sent goes out within a short time, as nobody waits for it. */
    private void endSoon() {
        long linger = Deadlines.nanos(stream.streams.transport.server().config().lingerTimeout());
        stream.writeDeadline(Deadlines.in(Math.max(CLOSE_NANOS, linger)));
    }

    /** Ends it at once, with an error for threads that read or write. */
    private void abort(String why) {
        stream.lock.lock();
        try {
            stream.reset(ErrorCode.CANCEL, why);
            stream.streams.out.flushSoon();
        } finally {
            stream.lock.unlock();
        }
    }

    /** Returns the exception of a channel in place of that of content. */
    private IOException ofChannel(IOException e) {
        IOException thrown = switch (e) {
            case IOException _ when closing.closed() -> new AsynchronousCloseException();
            case SocketTimeoutException late -> late;
            case InterruptedIOException _ -> {
                abort("the handler was interrupted");
                yield new ClosedByInterruptException();
            }
            case ContentException late
            when late.reason() == Reason.TIMEOUT -> new SocketTimeoutException("the read deadline has passed");
            default -> new IOException(e.getMessage());
        };
        if (thrown != e) {
            thrown.initCause(e);
        }
        return thrown;
    }

    /** Reads what has come, or waits for it. */
    private int read(byte[] b, int off, int len, boolean waits) throws IOException {
        requireOpen();
        try {
            return stream.content.read(b, off, len, waits);
        } catch (IOException e) {
            throw ofChannel(e);
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (closing.closed()) {
            throw new ClosedChannelException();
        }
    }

    private final class Input extends BulkInput {
        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return Http2Tunnel.this.read(b, off, len, true);
        }

        @Override
        public int available() {
            return stream.content.available();
        }
    }

    /** Each write goes out at once. */
    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            requireOpen();
            writing.lock();
            try {
                if (outputClosed) {
                    throw new ClosedChannelException();
                }
                if (len > 0) {
                    response.write(b, off, len);
                    response.flush();
                }
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                throw ofChannel(e);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            closeOutput();
        }
    }
}
