package dev.weir.websocket;

import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.TunnelUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A tunnel in memory, whose other side is the test: what it sends comes in the pieces in which it was sent. */
final class ScriptedTunnel implements Tunnel, TunnelRequest {
    private static final byte[] END = new byte[0];
    private static final byte[] CLOSED = new byte[0];

    private final BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
    private final Input input = new Input();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by lock, as the rest. */
    private byte[] sent = new byte[0];

    private int taken;
    private boolean closed;
    private boolean stuck;
    private int held;
    private @Nullable Runnable onDrain;

    // ---- the test's side

    void send(byte[] bytes) {
        if (bytes.length > 0) {
            toServer.add(bytes.clone());
        }
    }

    void end() {
        toServer.add(END);
    }

    /** From now on nothing is read from the server, whose writes wait. */
    void stick() {
        lock.lock();
        stuck = true;
        lock.unlock();
    }

    /** Reads again. */
    void unstick() {
        lock.lock();
        stuck = false;
        changed.signalAll();
        lock.unlock();
    }

    /** Waits until a write is held up. */
    void awaitWriter() throws InterruptedException {
        lock.lock();
        try {
            while (held == 0) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void drain() {
        lock.lock();
        Runnable action = onDrain;
        lock.unlock();
        if (action != null) {
            Thread.ofVirtual().start(action);
        }
    }

    /** Waits for so many bytes of the server's, and takes them; fewer where the tunnel is closed before. */
    byte[] take(int count) throws InterruptedException {
        lock.lock();
        try {
            while (sent.length - taken < count && !closed) {
                if (!changed.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            "the server has sent " + (sent.length - taken) + " bytes, not " + count);
                }
            }
            int n = Math.min(count, sent.length - taken);
            byte[] bytes = java.util.Arrays.copyOfRange(sent, taken, taken + n);
            taken += n;
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    // ---- the server's side

    @Override
    public List<String> protocols() {
        return List.of("WebSocket");
    }

    @Override
    public Tunnel accept(String protocol) {
        return this;
    }

    @Override
    public int receive(byte[] to, int from, int length) throws IOException {
        return input.shows() ? input.read(to, from, length) : 0;
    }

    @Override
    public void serve(TunnelUser user) throws Exception {
        while (user.proceed()) {
            input.await();
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    private final class Input extends InputStream {
        private byte[] piece = new byte[0];
        private int at;
        private boolean hidden;

        /** Whether something is here; not so every other time, so that nothing is between any two pieces. */
        boolean shows() {
            hidden = !hidden;
            return !hidden && (at < piece.length || !toServer.isEmpty());
        }

        void await() throws IOException {
            if (at == piece.length) {
                next();
            }
        }

        /** Goes to the next piece; to an empty one at the end. */
        private void next() throws IOException {
            at = 0;
            try {
                piece = toServer.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.nio.channels.ClosedByInterruptException();
            }
            if (piece == CLOSED || piece == END) {
                toServer.add(piece);
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            if (at == piece.length) {
                next();
            }
            if (piece == END) {
                return -1;
            }
            if (piece == CLOSED) {
                throw new AsynchronousCloseException();
            }
            int n = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, to, from, n);
            at += n;
            return n;
        }
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                lock.lock();
                try {
                    if (closed) {
                        throw new ClosedChannelException();
                    }
                    while (stuck) {
                        held++;
                        changed.signalAll();
                        changed.awaitUninterruptibly();
                        held--;
                        if (closed) {
                            throw new AsynchronousCloseException();
                        }
                    }
                    int before = sent.length;
                    sent = java.util.Arrays.copyOf(sent, before + length);
                    System.arraycopy(bytes, from, sent, before, length);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("a.example", 1);
    }

    @Override
    public void readDeadline(Duration timeout) {}

    @Override
    public void writeDeadline(Duration timeout) {}

    @Override
    public boolean draining() {
        return false;
    }

    @Override
    public void onDrain(Runnable action) {
        lock.lock();
        onDrain = action;
        lock.unlock();
    }

    @Override
    public void closeOutput() {}

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                toServer.add(CLOSED);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
