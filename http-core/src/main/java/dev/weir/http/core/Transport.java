package dev.weir.http.core;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How bytes in clear get to the peer and back: straight, or through TLS. One reader and one writer at a time, who writes
 * no more in a call than the system may copy at once.
 */
interface Transport {
    /** As {@link dev.weir.http.core.spi.Connection#read}. */
    int read(ByteBuffer dst) throws IOException;

    /** Writes all of it. */
    void write(ByteBuffer src) throws IOException;

    /** Writes all of them. */
    void write(ByteBuffer[] srcs) throws IOException;

    /** Says that no more comes. */
    void closeOutput() throws IOException;

    /** Takes leave before the connection is closed, where the protocol below wants that. */
    void goodbye() throws IOException;

    /** How many bytes have arrived and were not read; zero where that cannot be told. */
    int waiting();
}
