package dev.weir.http.core.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection, as the protocol that serves it sees it: bytes in clear, whatever lies below; deadlines; and its place in
 * the server's books.
 *
 * <p><b>Threads.</b> One thread may read while another writes; two may not read, or write, at the same time. Deadlines,
 * {@link #draining} and {@link #close} may be used from any thread. An interrupt that reaches a thread inside
 * {@link #read} or {@link #write} closes the connection.
 */
public interface Connection extends ConnectionInfo {
    /** Where a handler may run, and its caller wait. */
    enum Place {
        /** Here: the calling thread is the connection's own, and nobody waits for it. */
        OWN,
        /** Here: the calling thread leads a loop, which is handed over to another as soon as this one stands still. */
        LOOP,
        /** Not here: the calling thread leads a loop that it must keep. */
        ELSEWHERE,
    }

    /** In place of a handler's kind: it is the protocol itself that would wait, for a client that does not read. */
    int NO_HANDLER = -1;

    /**
     * The name of the protocol that was chosen.
     *
     * @return an ALPN name
     */
    String protocol();

    /**
     * Since when a first request could come: the accept, or the end of the TLS handshake.
     *
     * @return a time of {@link System#nanoTime}
     */
    long readySince();

    /**
     * Returns what the connection holds of the memory that clients decide on. A protocol that keeps more than a few KiB
     * for a client counts it here.
     *
     * @return the share, always the same
     */
    MemoryShare memory();

    /**
     * Reads what has come, waiting until something has.
     *
     * @param dst takes the bytes; must have room
     * @return how many bytes were read, at least one; or -1 at the orderly end of what the peer sends
     * @throws java.net.SocketTimeoutException when the read deadline has passed; every later read throws it too
     * @throws IOException when the connection is gone, or over TLS was cut without a {@code close_notify}
     */
    int read(ByteBuffer dst) throws IOException;

    /**
     * Reads what has come, for a {@link ProtocolSession}: where a loop calls that when there is more, it does not wait.
     *
     * @param dst takes the bytes; must have room
     * @return how many bytes were read; 0 when none have come; -1 at the orderly end of what the peer sends
     * @throws java.net.SocketTimeoutException when the read deadline has passed; every later read throws it too
     * @throws IOException when the connection is gone, or over TLS was cut without a {@code close_notify}
     */
    default int receive(ByteBuffer dst) throws IOException {
        return read(dst);
    }

    /**
     * Has the session called soon where it waits for input, as something has happened of which its loop does not hear. Any thread.
     * Does nothing, as without an override, where no loop serves the connection.
     */
    default void wake() {}

    /**
     * Waits until there is something to {@linkplain #receive receive}, for a session whose steps a thread of its own makes.
     *
     * @throws IOException when the connection is gone
     */
    default void awaitInput() throws IOException {
        // Where receive waits, there is nothing to wait for.
    }

    /**
     * Returns whether bytes may wait to be {@linkplain #receive received} of which a loop would not hear, as they have left the
     * socket: a session asks before it says that it waits for input.
     *
     * @return true also where that is not known
     */
    default boolean holdsInput() {
        return true;
    }

    /**
     * Returns where a handler may run. It is asked for each request before its handler is called: where handlers of its kind
     * have stood still lately, or too many threads stand still already, a loop does not take it.
     *
     * @param kind a number for the kind of request, as {@link dev.weir.http.core.request.HandlerKind} has it, or
     *     {@link #NO_HANDLER}
     * @return the place; {@link Place#OWN}, as without an override, where no loop serves the connection
     */
    default Place place(int kind) {
        return Place.OWN;
    }

    /**
     * Waits, after the orderly end of what the peer sends, for word that the connection is gone, as far as there can be
     * any: over TLS a reset may follow a {@code close_notify}. Without TLS nothing is left to be read that could show it, and
     * this returns at once; only a write that fails does. May be called while another thread writes.
     *
     * @throws IOException when the connection is gone, or a TLS provider lets nothing more be sent
     */
    default void awaitLoss() throws IOException {}

    /**
     * Writes all of a buffer, waiting for a peer that is slow; not for one that takes nothing for two minutes, whose
     * connection is closed.
     *
     * @param src what to write; has nothing remaining afterwards
     * @throws java.net.SocketTimeoutException when the write deadline has passed, or the peer has taken nothing for two
     *     minutes
     * @throws IOException when the connection is gone
     */
    void write(ByteBuffer src) throws IOException;

    /**
     * Writes all of several buffers in order, in as few calls to the system as possible; otherwise like the other.
     *
     * @param srcs what to write; have nothing remaining afterwards
     * @throws java.net.SocketTimeoutException when the write deadline has passed, or the peer has taken nothing for two
     *     minutes
     * @throws IOException when the connection is gone
     */
    void write(ByteBuffer[] srcs) throws IOException;

    /**
     * Writes all of a buffer, after which nothing more will be written; otherwise like {@link #write(ByteBuffer)}. Over TLS
     * {@code close_notify} goes out in the same call to the system. {@link #closeOutput}, {@link #close} or {@link #abort} is
     * to follow.
     *
     * @param src what to write; has nothing remaining afterwards
     * @throws java.net.SocketTimeoutException when the write deadline has passed, or the peer has taken nothing for two
     *     minutes
     * @throws IOException when the connection is gone
     */
    default void writeLast(ByteBuffer src) throws IOException {
        write(src);
    }

    /**
     * Writes a part of a file without copying it, as far as that is possible: the system sends it. Over TLS it is not, nor
     * does a connection have to know how.
     *
     * @param file the file; its own position is neither used nor changed
     * @param position where the part begins
     * @param count how long it is
     * @return how many bytes were written: all of them, or fewer where the file ends before, or none where it is not
     *     possible; what is left is to be read and written
     * @throws java.net.SocketTimeoutException when the write deadline has passed, or the peer has taken nothing for two
     *     minutes
     * @throws IOException when the connection is gone, or the file cannot be read
     */
    default long transferFrom(FileChannel file, long position, long count) throws IOException {
        return 0;
    }

    /**
     * Returns how long writes have waited for the peer to make room, in all.
     *
     * @return nanoseconds; 0, as without an override, where that is not known. May be asked by the thread that writes
     */
    default long stalledNanos() {
        return 0;
    }

    /**
     * Ends the output: over TLS a {@code close_notify}, then the half-close of TCP. Reading goes on.
     *
     * @throws IOException when the connection is gone
     */
    void closeOutput() throws IOException;

    /**
     * Ends the input: a read that waits, and every later one, meets the end, whatever the peer sends. Writing is still
     * possible. Never throws.
     */
    void closeInput();

    /** Closes the connection for both sides. Does nothing the second time; never throws. */
    void close();

    /**
     * Closes the connection so that the peer cannot take what it has for the whole: a TCP reset, and over TLS no
     * {@code close_notify}. Does nothing when the connection is closed; never throws.
     */
    void abort();

    /**
     * Has an action run just before the connection is closed by another than its protocol: by {@code Server.close}, at the end
     * of the grace of a shutdown, or as its write deadline has passed. At once, when it has been. At most one action; null
     * for none. It runs on a thread of the server and must not block.
     *
     * @param action what to do
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void onCut(@Nullable Runnable action);

    /**
     * Sets when reading must be over. A read that waits at that time, and every later one, throws; writing is still
     * possible. Exact to about 100 ms. A deadline that has passed cannot be taken back.
     *
     * @param nanoTime a time of {@link System#nanoTime}, or 0 for none
     */
    void readDeadline(long nanoTime);

    /**
     * Sets when writing must be over. The connection is closed when it passes. Exact to about 100 ms.
     *
     * @param nanoTime a time of {@link System#nanoTime}, or 0 for none
     */
    void writeDeadline(long nanoTime);

    /**
     * The first byte of a request has come: the connection is ACTIVE. Does nothing when it is already. Bytes that are no
     * request yet, such as an empty line of HTTP/1 or a preface, do not count.
     *
     * @return false when the server has closed the connection at the same moment, as idle: no answer can be sent
     */
    boolean active();

    /**
     * The last answer is out and the next request has not begun: the connection is IDLE.
     *
     * @return false when the server shuts down: the protocol ends the connection instead of waiting for more. Where the last answer
     *     began before the shutdown, and may have promised that the connection is kept, it is true once more, and the server
     *     closes the connection when nothing comes soon
     */
    boolean idle();

    /**
     * A handler takes the connection over: its deadlines are cleared and its action for ticks is dropped. It counts as open
     * until it is closed, which is for the protocol or the handler to do: the return of {@link Protocol#serve} does not close
     * it. A graceful shutdown waits for it inside the grace.
     */
    void hijacked();

    /**
     * Whether a graceful shutdown has come so far, which it has in the second half of the drain delay, or the connection has
     * reached its age: the next answer is the last.
     *
     * @return true from then on
     */
    boolean draining();

    /**
     * Has an action run when a graceful shutdown begins, or the connection has reached its age: at once, when it has. At most one action; a later one takes the
     * place of the one before. It runs on a thread of the server and must not block.
     *
     * @param action what to do
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void onDrain(@Nullable Runnable action);

    /**
     * Has an action run about every 100 ms while the connection is open. At most one action; null for none. It runs on
     * the thread that watches all deadlines, so it must be short and never block.
     *
     * @param action what to do
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void onTick(@Nullable Runnable action);
}
