package dev.weir.http.core.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** How bytes in clear get to the peer and back: straight, or through TLS. One reader and one writer at a time. */
interface Transport {
    /** As {@link dev.weir.http.core.spi.Connection#receive}; on a channel that blocks it waits. */
    int read(ByteBuffer dst) throws IOException;

    /** As {@link dev.weir.http.core.spi.Connection#holdsInput}. */
    boolean holdsInput();

    /** As {@link dev.weir.http.core.spi.Connection#awaitLoss}. */
    default void awaitLoss() throws IOException {}

    /** The most bytes of a buffer that one call is given to write. */
    int piece(ByteBuffer src);

    /** Writes some of it, and maybe not all; waits where the peer takes nothing. */
    void write(ByteBuffer src) throws IOException;

    /** Writes some of them in order, and maybe not all. */
    void write(ByteBuffer[] srcs) throws IOException;

    /** As the first {@code write}; where it writes all, that is the end of the output too, where TLS has a word for it. */
    default void writeLast(ByteBuffer src) throws IOException {
        write(src);
    }

    /** Whether the transport itself has held something back for the first data. */
    default boolean holds() {
        return false;
    }

    /** Sends that. */
    default void sendHeld() throws IOException {}

    /** Writes some of a part of a file uncopied, and maybe not all; none where the file ends, or that cannot be done. */
    long transfer(FileChannel file, long position, long count) throws IOException;

    /** Ends the output: close_notify over TLS, then the half-close of TCP. */
    void closeOutput() throws IOException;

    /** Sends close_notify over TLS, before the connection is closed. */
    void closeNotify() throws IOException;

    /** Returns how many bytes have arrived and were not read, or 1 for any number; zero where that is not known. */
    int waiting();
}
