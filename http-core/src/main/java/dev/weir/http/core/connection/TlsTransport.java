package dev.weir.http.core.connection;

import dev.weir.http.core.loop.LoopSocket;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/** Bytes through TLS. */
final class TlsTransport implements Transport {
    /** All of it is turned into records, and these are written one after the other: larger pieces save nothing. */
    private static final int PIECE = 128 * 1024;

    private final SocketChannel channel;
    private final TlsChannel tls;
    private final LoopSocket socket;
    private final PlainTransport below;

    TlsTransport(SocketChannel channel, LoopSocket socket, TlsChannel tls) {
        this.channel = channel;
        this.socket = socket;
        this.tls = tls;
        this.below = new PlainTransport(channel, socket);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return tls.read(dst);
    }

    @Override
    public boolean holdsInput() {
        return tls.holdsInput();
    }

    @Override
    public void awaitLoss() throws IOException {
        if (!tls.canWrite()) {
            throw new IOException("the TLS provider lets nothing be sent after the client's close_notify");
        }
        // RFC 8446 section 6.1: data after a close_notify is ignored; only how the connection ends is of interest.
        ByteBuffer dropped = ByteBuffer.allocate(1);
        while (channel.read(dropped) == 0) {
            socket.awaitReadable();
        }
    }

    @Override
    public int piece(ByteBuffer src) {
        return PIECE;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        tls.write(src);
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        tls.write(srcs);
    }

    @Override
    public void writeLast(ByteBuffer src) throws IOException {
        tls.writeLast(src);
    }

    @Override
    public boolean holds() {
        return tls.holds();
    }

    @Override
    public void sendHeld() throws IOException {
        tls.sendHeld();
    }

    @Override
    public long transfer(FileChannel file, long position, long count) {
        // It has to be read to be encrypted.
        return 0;
    }

    @Override
    public void closeOutput() throws IOException {
        try {
            tls.closeOutput();
        } catch (TlsRefusedException e) {
            reset();
            throw e;
        }
        channel.shutdownOutput();
    }

    /** Makes the close that follows reset the connection: a peer that is refused gets no orderly end. */
    private void reset() throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    @Override
    public void closeNotify() throws IOException {
        try {
            // RFC 8446 section 6.1: so that the peer can distinguish the end from a truncation
            tls.closeOutput();
        } catch (TlsRefusedException e) {
            // It gets no close_notify; the failure was reported where it happened.
            reset();
        }
    }

    @Override
    public int waiting() {
        return below.waiting();
    }
}
