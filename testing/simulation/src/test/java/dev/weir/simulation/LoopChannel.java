package dev.weir.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's end of a {@link Wire}, as a channel that does not block: a read gets nothing where nothing has come, a write
 * takes what there is room for. Now and then it takes a part of that or nothing, and no more for a while.
 *
 * <p>As with the JDK's, a channel that is registered with a selector is not quite closed before that has let go of it: until
 * then a reset does not reach the client.
 *
 * <p><b>Threads.</b> Those of a simulated world: one may read and one write.
 */
final class LoopChannel extends SimChannel {
    /** A network takes no more for so long at most. */
    private static final int CLOGGED_NANOS = 2_000_000;

    private final World world;
    private final Wire wire;
    private final int port;
    private final SplittableRandom random;
    /** One of so many writes is cut short; zero for none. */
    private final int shortWrites;

    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private boolean inputClosed;
    private boolean outputClosed;
    private boolean resets;
    private boolean gone;
    /** What it tells of a change, once registered. */
    private Runnable changed = () -> {};

    /**
     * Makes one.
     *
     * @param port tells the client from others
     * @param plain whether all goes as smoothly as it can
     */
    LoopChannel(World world, Wire wire, int port, boolean plain, SplittableRandom random) {
        this.world = world;
        this.wire = wire;
        this.port = port;
        this.random = random;
        this.shortWrites = plain ? 0 : new int[] {0, 2, 10}[random.nextInt(3)];
        wire.toServer().onChange(() -> changed.run());
        wire.toClient().onChange(() -> changed.run());
    }

    // ---- for its selector

    void onChange(Runnable action) {
        changed = action;
    }

    boolean readable() {
        return inputClosed || wire.toServer().readable();
    }

    boolean writable() {
        return wire.toClient().writable();
    }

    /** A selector has let go of it: where it is closed, it is gone. */
    void released() {
        if (!isOpen() && !isRegistered()) {
            kill();
        }
    }

    // ---- for checks

    /** Whether its input was ended by the server. */
    boolean inputEnded() {
        return inputClosed;
    }

    /** Whether nothing is left of it. */
    boolean gone() {
        return gone;
    }

    // ---- the channel

    @Override
    public int read(ByteBuffer dst) throws IOException {
        enter(readers, "read");
        try {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            if (!dst.hasRemaining()) {
                world.violated("a read into no room");
            }
            return inputClosed ? -1 : wire.toServer().tryRead(dst);
        } finally {
            leave(readers, "read");
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return (int) write(new ByteBuffer[] {src}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        enter(writers, "write");
        try {
            if (!isOpen() || outputClosed) {
                throw new ClosedChannelException();
            }
            boolean cut = shortWrites != 0
                    && random.nextInt(shortWrites) == 0
                    && wire.toClient().writable();
            if (cut && random.nextBoolean()) {
                clog();
                return 0;
            }
            long written = 0;
            for (int i = offset; i < offset + length; i++) {
                ByteBuffer src = srcs[i];
                int end = src.limit();
                if (cut && src.remaining() > 1) {
                    src.limit(src.position() + 1 + random.nextInt(src.remaining() - 1));
                }
                written += wire.toClient().tryWrite(src);
                boolean all = src.position() == end;
                src.limit(end);
                if (!all) {
                    break;
                }
            }
            if (cut) {
                clog();
            }
            return written;
        } finally {
            leave(writers, "write");
        }
    }

    private void clog() {
        int nanos = 1 + random.nextInt(CLOGGED_NANOS);
        wire.toClient().clogged(true);
        world.start("the network", () -> {
            world.sleep(nanos);
            wire.toClient().clogged(false);
        });
    }

    private void enter(AtomicInteger users, String what) {
        if (users.incrementAndGet() != 1) {
            world.violated("two threads " + what + " at once");
        }
        if (isBlocking()) {
            world.violated("a " + what + " of a channel that blocks");
        }
        noInterrupt("into a " + what);
        Hook.point();
    }

    private void leave(AtomicInteger users, String what) {
        Hook.point();
        noInterrupt("within a " + what);
        users.decrementAndGet();
    }

    private void noInterrupt(String where) {
        if (Thread.currentThread().isInterrupted() && isOpen()) {
            world.violated("an interrupt has got " + where);
        }
    }

    @Override
    public SimChannel shutdownInput() throws IOException {
        super.shutdownInput();
        inputClosed = true;
        changed.run();
        return this;
    }

    @Override
    public SimChannel shutdownOutput() {
        outputClosed = true;
        wire.toClient().end();
        return this;
    }

    @Override
    public <T> SimChannel setOption(SocketOption<T> name, T value) {
        resets |= name.equals(StandardSocketOptions.SO_LINGER) && value.equals(0);
        return this;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of(StandardSocketOptions.SO_LINGER);
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return InetSocketAddress.createUnresolved("client", port);
    }

    @Override
    public SocketAddress getLocalAddress() {
        return InetSocketAddress.createUnresolved("server", 80);
    }

    /** Says how much has come, and no more. */
    @Override
    public Socket socket() {
        return new Socket() {
            @Override
            public InputStream getInputStream() {
                return new InputStream() {
                    @Override
                    public int available() {
                        return wire.toServer().waiting();
                    }

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }
                };
            }
        };
    }

    @Override
    protected void implCloseSelectableChannel() {
        super.implCloseSelectableChannel();
        if (!isRegistered()) {
            kill();
        } else if (!resets) {
            wire.toClient().end();
        }
    }

    private void kill() {
        gone = true;
        if (resets) {
            wire.toClient().breakOff("aborted by the server");
        } else {
            wire.toClient().end();
        }
        wire.toServer().breakOff("closed by the server");
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        // The channel itself knows it.
    }
}
