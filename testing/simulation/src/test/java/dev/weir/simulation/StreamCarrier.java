package dev.weir.simulation;

import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream of HTTP/2 for a WebSocket (RFC 8441), the only one of its connection. What {@link Http2Checks} checks of
 * frames is not checked again, but for windows.
 *
 * <p><b>Threads.</b> One may write while another reads; a third takes the connection's frames apart.
 */
final class StreamCarrier implements Carrier {
    private static final int ID = 1;
    private static final int INITIAL_WINDOW = 65_535;
    private static final int MOST_OF_FRAME = 16_384;
    private static final int CONNECT_PROTOCOL = 8;

    private final World world;
    private final Wire wire;
    private final int window;
    private final Http2Sender out;
    /** What has come of the stream; it holds more than may be on its way. */
    private final Pipe in = new Pipe();

    private final HpackDecoder decoder = new HpackDecoder(4096, 1 << 16, 1 << 17);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private boolean settled;
    private boolean offered;
    private boolean asked;
    private boolean over;
    private int status;
    private String extensions = "";
    private long streamWindow = INITIAL_WINDOW;
    private long connectionWindow = INITIAL_WINDOW;
    private long serversWindow = INITIAL_WINDOW;
    private long mayCome;
    private int unreturned;

    StreamCarrier(World world, Wire wire, int window) {
        this.world = world;
        this.wire = wire;
        this.window = window;
        this.mayCome = window;
        this.out = new Http2Sender(wire.toServer());
    }

    @Override
    public boolean open(String wanted) {
        out.settings(2, 0, 4, window);
        world.start("client's writer of frames", out::writeAll);
        world.start("client's reader of frames", this::readAll);
        lock.lock();
        try {
            while (!settled && !over) {
                changed.awaitUninterruptibly();
            }
            if (over) {
                return false;
            }
            if (!offered) {
                world.violated("extended CONNECT is not offered");
            }
            asked = true;
            out.fields(ID, false, Carrier.fields(wanted));
            while (status == 0 && !over) {
                changed.awaitUninterruptibly();
            }
            if (status == 200 && !wanted.isEmpty() != extensions.contains("permessage-deflate")) {
                world.violated("other extensions than were offered: " + extensions);
            }
            return status == 200;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        lock.lock();
        try {
            for (int at = 0; at < bytes.length; ) {
                while (Math.min(streamWindow, connectionWindow) <= 0 && !over) {
                    changed.awaitUninterruptibly();
                }
                if (over) {
                    throw new IOException("the stream is over");
                }
                int n = (int) Math.min(Math.min(streamWindow, connectionWindow), MOST_OF_FRAME);
                n = Math.min(n, bytes.length - at);
                streamWindow -= n;
                connectionWindow -= n;
                out.frame(Http2Sender.DATA, 0, ID, Arrays.copyOfRange(bytes, at, at + n));
                at += n;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int n = in.read(to);
        lock.lock();
        try {
            unreturned += Math.max(0, n);
            if (unreturned > window / 2 && !over) {
                mayCome += unreturned;
                out.frame(Http2Sender.WINDOW_UPDATE, 0, 0, unreturned);
                out.frame(Http2Sender.WINDOW_UPDATE, 0, ID, unreturned);
                unreturned = 0;
            }
        } finally {
            lock.unlock();
        }
        return n;
    }

    @Override
    public void endOutput() {
        out.frame(Http2Sender.DATA, Http2Sender.END_STREAM, ID, new byte[0]);
    }

    @Override
    public void reset() {
        lock.lock();
        try {
            if (asked) {
                out.frame(Http2Sender.RST_STREAM, 0, ID, 8);
            } else {
                wire.reset();
            }
        } finally {
            lock.unlock();
        }
        ended("reset by the client itself");
    }

    @Override
    public void leave() {
        out.end();
    }

    private void ended(String how) {
        lock.lock();
        try {
            over = true;
            if (!in.over()) {
                in.breakOff(how);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the connection's frames

    private void readAll() {
        ByteBuffer head = ByteBuffer.allocate(9);
        try {
            while (fill(head.clear())) {
                int length = (head.get() & 0xff) << 16 | head.getShort() & 0xffff;
                int type = head.get();
                int flags = head.get();
                int stream = head.getInt();
                ByteBuffer payload = ByteBuffer.allocate(length);
                if (!fill(payload)) {
                    break;
                }
                lock.lock();
                try {
                    frame(type, flags, stream, payload);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            ended(e.getMessage());
        } catch (HpackException e) {
            world.violated("a block that cannot be decoded: " + e);
        }
        ended("the connection has ended");
        out.end();
    }

    private boolean fill(ByteBuffer to) throws IOException {
        while (to.hasRemaining()) {
            if (wire.toClient().read(to) < 0) {
                return false;
            }
        }
        to.flip();
        return true;
    }

    private void frame(int type, int flags, int stream, ByteBuffer payload) throws IOException, HpackException {
        switch (type) {
            case Http2Sender.DATA -> {
                mayCome -= payload.remaining();
                if (mayCome < 0) {
                    world.violated("DATA beyond the window");
                }
                if (payload.hasRemaining()) {
                    in.write(payload);
                }
                if ((flags & Http2Sender.END_STREAM) != 0) {
                    in.end();
                }
            }
            case Http2Sender.HEADERS -> head(payload);
            case Http2Sender.RST_STREAM -> {
                over = true;
                if (!in.over()) {
                    in.breakOff("reset with " + payload.getInt());
                }
            }
            case Http2Sender.SETTINGS -> {
                if ((flags & Http2Sender.ACK) == 0) {
                    settings(payload);
                    settled = true;
                    out.frame(Http2Sender.SETTINGS, Http2Sender.ACK, 0, new byte[0]);
                }
            }
            case Http2Sender.PING -> {
                if ((flags & Http2Sender.ACK) == 0) {
                    out.frame(Http2Sender.PING, Http2Sender.ACK, 0, payload.array());
                }
            }
            case Http2Sender.GOAWAY -> {
                long last = payload.getInt();
                if (payload.getInt() != 0) {
                    world.violated("GOAWAY for an error");
                }
                if (last < ID) {
                    over = true;
                    in.breakOff("refused");
                }
            }
            case Http2Sender.WINDOW_UPDATE -> {
                if (stream == 0) {
                    connectionWindow += payload.getInt();
                } else {
                    streamWindow += payload.getInt();
                }
            }
            default -> world.violated("a frame of type " + type);
        }
    }

    private void settings(ByteBuffer pairs) {
        while (pairs.hasRemaining()) {
            int id = pairs.getShort();
            long value = pairs.getInt() & 0xffff_ffffL;
            if (id == 4) {
                streamWindow += value - serversWindow;
                serversWindow = value;
            } else if (id == CONNECT_PROTOCOL) {
                offered = value == 1;
            } else if (id == 1) {
                out.tableSize(value);
            }
        }
    }

    private void head(ByteBuffer block) throws HpackException {
        Map<String, String> fields = new TreeMap<>();
        decoder.decode(block, (name, value, _) -> fields.put(name, value));
        decoder.endBlock();
        status = Integer.parseInt(fields.get(":status"));
        extensions = fields.getOrDefault("sec-websocket-extensions", "");
    }
}
