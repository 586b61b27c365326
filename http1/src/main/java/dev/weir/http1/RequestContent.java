package dev.weir.http1;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.api.internal.TrackedContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's content, without its framing.
 *
 * <p><b>Threads.</b> The handler's thread reads without a lock. Another thread that a handler lets read does so under
 * this object's monitor, which {@link #seal} takes too: a read that comes late can never take bytes of the next request.
 * Such a thread is never in the channel's call itself, and gives the monitor away while it waits: so a handler that
 * returns ends that read, and not the other way round.
 */
abstract sealed class RequestContent extends BulkInput implements TrackedContent permits FixedContent, ChunkedContent {
    private static final int SCRATCH = 8192;
    private static final byte[] NONE = {};

    final Exchange exchange;
    final RequestInput input;

    /** The handler's thread. */
    private final Thread owner = Thread.currentThread();
    /** The handler has returned. */
    private volatile boolean sealed;
    /** Another thread that is within a read; null when there is none. Guarded by this. */
    private volatile @Nullable Thread reader;
    /** The handler has closed it. */
    private volatile boolean closed;

    private boolean ended;
    /** Whether content was asked for. */
    private boolean touched;
    /** Whether any was given out. */
    private boolean read;

    private @Nullable ContentException broken;

    /**
     * Makes the content of an exchange.
     *
     * @param empty whether there is none: then it has ended, and the exchange is not called
     */
    RequestContent(Exchange exchange, RequestInput input, boolean empty) {
        this.exchange = exchange;
        this.input = input;
        this.ended = empty;
    }

    /**
     * Reads content, waiting until there is some.
     *
     * @return how much was read; -1 when the end was met
     */
    abstract int readFramed(byte[] b, int off, int len) throws ContentException;

    /** The same, into a buffer; for content that {@link #transferUncopied} reads so. */
    int readFramed(ByteBuffer dst) throws ContentException {
        throw new UnsupportedOperationException();
    }

    /** How much is still to come, as far as it is known; -1 when it is not known. */
    abstract long remaining();

    /** How much has been read of it. */
    abstract long received();

    /** How much can be read without waiting. */
    abstract int ready();

    /** The trailer section's fields, once the end was met. */
    Headers trailers() {
        return Headers.empty();
    }

    @Override
    public final int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (isOwners()) {
            requireNoReader();
            return readUnsealed(b, off, len);
        }
        synchronized (this) {
            requireNoReader();
            reader = Thread.currentThread();
            try {
                return readUnsealed(b, off, len);
            } finally {
                reader = null;
            }
        }
    }

    /** Whether the caller is the handler's thread. */
    final boolean isOwners() {
        return Thread.currentThread() == owner;
    }

    /** Reads into a buffer that has room, on the handler's thread. */
    final int read(ByteBuffer dst) throws IOException {
        requireNoReader();
        requireReadable();
        return readNow(NONE, 0, 0, dst);
    }

    private void requireNoReader() {
        if (reader != null) {
            throw new IllegalStateException("another thread is reading this content");
        }
    }

    private int readUnsealed(byte[] b, int off, int len) throws IOException {
        requireReadable();
        return len == 0 ? 0 : readNow(b, off, len, null);
    }

    private void requireReadable() throws IOException {
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its request's content is over");
        }
        if (closed) {
            throw new IOException("the content was closed");
        }
    }

    /** Reads into a buffer, or where there is none into an array. */
    private int readNow(byte[] b, int off, int len, @Nullable ByteBuffer dst) throws ContentException {
        if (broken != null) {
            throw new ContentException(broken.reason(), Objects.requireNonNull(broken.getMessage()), broken);
        }
        if (ended) {
            return -1;
        }
        touched = true;
        exchange.contentWanted();
        try {
            int n = dst == null ? readFramed(b, off, len) : readFramed(dst);
            if (n < 0) {
                end();
            } else {
                read = true;
            }
            return n;
        } catch (ContentException e) {
            broken = e;
            throw e;
        }
    }

    @Override
    public final long expected() {
        return remaining();
    }

    @Override
    public final int available() {
        return sealed || closed || ended || broken != null ? 0 : ready();
    }

    /** The handler reads no more of it; what is left is dropped after the answer. */
    @Override
    public final void close() {
        closed = true;
    }

    /** The end was met. */
    final void end() {
        if (!ended) {
            ended = true;
            exchange.contentEnded();
        }
    }

    final boolean ended() {
        return ended;
    }

    final boolean touched() {
        return touched;
    }

    @Override
    public final boolean wasRead() {
        return read;
    }

    /** Whether the framing is lost, so that nothing after it can be a request. */
    final boolean broken() {
        return broken != null;
    }

    /** The handler has returned: another thread's later reads are refused, and one that waits comes to its end. */
    final void seal() {
        // Before the lock is ours: a thread that reads on and on could take it ahead of us time and again.
        sealed = true;
        synchronized (this) {
            if (reader != null) {
                // It stopped within the framing, where no other reader can go on.
                broken = abandoned();
                notifyAll();
            }
        }
    }

    final boolean sealed() {
        return sealed;
    }

    /** Whether the caller is another thread than the handler's. */
    final boolean readAside() {
        return reader == Thread.currentThread();
    }

    /**
     * Waits for more in the input as another thread than the handler's, under the monitor.
     *
     * @return how much has come; -1 at the end
     */
    final int fillAside() throws IOException {
        int before = input.available();
        input.readAhead(this::hasArrived);
        try {
            while (!sealed && input.isReadingAhead()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for content");
            interrupted.initCause(e);
            throw interrupted;
        }
        if (sealed) {
            throw abandoned();
        }
        return input.fill() ? input.available() - before : -1;
    }

    private synchronized void hasArrived() {
        notifyAll();
    }

    private static ContentException abandoned() {
        return new ContentException(Reason.INCOMPLETE, "the handler has returned: its request's content is over");
    }

    /**
     * Reads what the handler has left, and drops it.
     *
     * @param max the most to read
     * @return true when the end was met: the connection may serve another request
     */
    final boolean drain(int max) {
        if (ended) {
            return true;
        }
        if (broken != null || remaining() > max) {
            return false;
        }
        byte[] scratch = new byte[SCRATCH];
        try {
            for (long left = max; left >= 0; ) {
                int n = readNow(scratch, 0, SCRATCH, null);
                if (n < 0) {
                    return true;
                }
                left -= n;
            }
        } catch (ContentException e) {
            exchange.debug("dropping what is left of the content", e);
        }
        return false;
    }

    static ContentException malformed(String what) {
        return new ContentException(Reason.MALFORMED, what);
    }
}
