package dev.weir.simulation;

import dev.weir.simulation.WebSocketPlan.Fault;
import dev.weir.simulation.WebSocketPlan.Said;
import dev.weir.simulation.WebSocketPlan.Work;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A client of WebSocket: sends the messages of a plan in fragments with pings between, and checks each frame that it
 * gets, and that messages come back whole, once and in order. It shares no code with the module.
 *
 * <p><b>Threads.</b> One writes and one reads; a third may break it off.
 */
final class SimWebSocketClient {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    /** No more than a second may have, as few seconds go by. */
    private static final int MOST_PINGS = 60;

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final World world;
    private final Carrier carrier;
    private final WebSocketPlan plan;
    private final SplittableRandom random;
    private final Deflater deflater;
    private final Inflater inflater;
    /** What is to be sent: who reads must never wait for that. Guarded by the lock. */
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();

    private final ByteBuffer in = ByteBuffer.allocate(2048).flip();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private int pings;
    private int pongs;
    private int echoed;
    private int ticks;
    private boolean closeSent;
    private boolean outputEnds;
    private boolean over;

    /** What the server has closed it with; 0 for no Close yet. */
    private volatile int code;
    /** Whether the handshake was accepted, and how the bytes have ended; null before that. */
    private volatile boolean accepted;

    private volatile String end;

    SimWebSocketClient(World world, Carrier carrier, Codecs codecs, WebSocketPlan plan, SplittableRandom random) {
        this.world = world;
        this.carrier = carrier;
        this.deflater = codecs.deflater();
        this.inflater = codecs.inflater();
        this.plan = plan;
        this.random = random;
    }

    boolean accepted() {
        return accepted;
    }

    void run() {
        try {
            accepted = carrier.open(plan.deflate ? "permessage-deflate" : "");
            if (accepted) {
                SplittableRandom draws = random.split();
                Thread reader = world.start("client's reader", this::readAll);
                Thread writer = world.start("client's writer", () -> writeAll(draws));
                world.start("client's sender", this::sendAll);
                reader.join();
                writer.join();
            } else if (plan.clean()) {
                world.violated("the handshake was refused");
            }
        } catch (IOException e) {
            if (plan.clean()) {
                world.violated("the connection ends within the handshake: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            world.violated("interrupted");
        }
        carrier.leave();
    }

    /** Breaks off, in the plan's way. */
    void breakOff() {
        if (plan.fault == Fault.RESET) {
            carrier.reset();
        }
    }

    // ---- sending

    private void writeAll(SplittableRandom draws) {
        try {
            int most = draws.nextInt(plan.messages.size() + 1);
            for (int i = 0; i < plan.messages.size(); i++) {
                if (i == most && disturbed(draws)) {
                    return;
                }
                say(plan.messages.get(i), draws);
            }
            if (most == plan.messages.size() && disturbed(draws)) {
                return;
            }
            lock.lock();
            try {
                while (!over && code == 0 && !(plan.closes && (!plan.patient || hasAll()))) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
            close(WebSocketPlan.CLIENTS_CODE);
        } catch (IOException e) {
            // Whoever reads sees how it has ended.
            return;
        }
    }

    private boolean hasAll() {
        return plan.work == Work.TELL || echoed == plan.messages.size();
    }

    private boolean disturbed(SplittableRandom draws) throws IOException {
        if (plan.fault == Fault.HALF_CLOSE) {
            byte[] frame = frame(FIN | BINARY, new byte[20], draws);
            send(Arrays.copyOf(frame, draws.nextInt(frame.length)), draws);
            endOutput();
            return true;
        }
        if (plan.fault == Fault.VIOLATE) {
            send(new byte[] {(byte) (FIN | 3), 0}, draws);
            return true;
        }
        return false;
    }

    private void say(Said message, SplittableRandom draws) throws IOException {
        boolean packs = plan.deflate && draws.nextInt(3) != 0;
        byte[] payload = packs ? pack(message.data()) : message.data();
        int first = (message.text() ? TEXT : BINARY) | (packs ? RSV1 : 0);
        int piece = draws.nextBoolean() ? Math.max(1, payload.length) : 1 + draws.nextInt(1 + payload.length / 3);
        int at = 0;
        do {
            if (pings < MOST_PINGS && draws.nextInt(4) == 0) {
                lock.lock();
                int id = pings++;
                lock.unlock();
                send(frame(FIN | PING, ("" + id).getBytes(StandardCharsets.US_ASCII), draws), draws);
            }
            int n = Math.min(piece, payload.length - at);
            byte[] part = Arrays.copyOfRange(payload, at, at + n);
            at += n;
            send(frame(first | (at == payload.length ? FIN : 0), part, draws), draws);
            first = 0;
        } while (at < payload.length);
    }

    private byte[] pack(byte[] data) {
        deflater.setInput(data);
        byte[] packed = new byte[data.length + 100];
        int n = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
        if (!plan.takeover) {
            deflater.reset();
        }
        // Nothing to flush, as nothing was said since the last time: an empty block (RFC 7692 section 7.2.3.6).
        return n == 0 ? new byte[1] : Arrays.copyOf(packed, n - TAIL.length);
    }

    private static byte[] frame(int first, byte[] payload, SplittableRandom draws) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        int key = draws.nextInt();
        frame.putInt(key);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key >>> 24 - 8 * (i & 3)));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private void send(byte[] bytes, SplittableRandom draws) throws IOException {
        if (draws.nextInt(6) == 0) {
            world.sleep(draws.nextInt(3_000_000));
        }
        put(bytes);
    }

    private void put(byte[] bytes) {
        lock.lock();
        try {
            if (!outputEnds) {
                queue.add(bytes);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued until then, and no more. */
    private void endOutput() {
        lock.lock();
        try {
            outputEnds = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sendAll() {
        try {
            while (true) {
                byte[] next;
                lock.lock();
                try {
                    while (queue.isEmpty() && !outputEnds && !over) {
                        changed.awaitUninterruptibly();
                    }
                    next = over ? null : queue.poll();
                } finally {
                    lock.unlock();
                }
                if (next == null) {
                    break;
                }
                carrier.write(next);
            }
            carrier.endOutput();
        } catch (IOException e) {
            // Whoever reads sees how it has ended.
            endOutput();
        }
    }

    private void close(int status) throws IOException {
        lock.lock();
        try {
            if (closeSent || code != 0 && !plan.answers) {
                return;
            }
            closeSent = true;
        } finally {
            lock.unlock();
        }
        byte[] payload = {(byte) (status >> 8), (byte) status};
        put(frame(FIN | CLOSE, payload, random));
    }

    // ---- receiving

    private void readAll() {
        String how = "END";
        try {
            while (more()) {
                frame();
            }
        } catch (EOFException e) {
            how = "END WITHIN A FRAME";
        } catch (IOException e) {
            how = "BROKEN OFF: " + e.getMessage();
        } catch (DataFormatException e) {
            world.violated("not deflated: " + e);
        }
        end = how;
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        checkEnd();
    }

    private boolean more() throws IOException {
        if (in.hasRemaining()) {
            return true;
        }
        if (random.nextInt(8) == 0) {
            world.sleep(random.nextInt(5_000_000));
        }
        in.clear();
        try {
            return carrier.read(in) >= 0;
        } finally {
            in.flip();
        }
    }

    private int next() throws IOException {
        if (!more()) {
            throw new EOFException();
        }
        return in.get() & 0xff;
    }

    /** The message that has begun: its first octet, or 0 for none, and what there is of it. */
    private int begun;

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private void frame() throws IOException, DataFormatException {
        int first = next();
        int length = next();
        if (length >= 126) {
            int octets = length == 126 ? 2 : 8;
            int form = length;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | next();
            }
            if (form > 127 || length < (form == 126 ? 126 : 1 << 16)) {
                world.violated("a mask, or a length of " + length + " in the form " + form);
            }
        }
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) next();
        }
        if (code != 0) {
            world.violated("a frame of " + first + " behind a Close");
        }
        int opcode = first & 15;
        if (opcode >= CLOSE) {
            if ((first & 0xf0) != FIN || length > 125) {
                world.violated("a control frame of " + first + " and " + length + " octets");
            }
            control(opcode, payload);
            return;
        }
        boolean belongs = begun == 0 ? opcode == TEXT || opcode == BINARY : opcode == 0 && (first & RSV1) == 0;
        if (!belongs || (first & 0x30) != 0 || (first & RSV1) != 0 && !plan.deflate) {
            world.violated("a frame of " + first + " within a message that begins with " + begun);
        }
        if (begun == 0) {
            begun = first;
        }
        message.writeBytes(payload);
        if ((first & FIN) != 0) {
            byte[] whole = message.toByteArray();
            message.reset();
            heard((begun & 15) == TEXT, (begun & RSV1) != 0 ? unpack(whole) : whole);
            begun = 0;
        }
    }

    private byte[] unpack(byte[] packed) throws DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[5000];
        for (byte[] part : new byte[][] {packed, TAIL}) {
            inflater.setInput(part);
            for (int n = inflater.inflate(some); n > 0; n = inflater.inflate(some)) {
                out.write(some, 0, n);
            }
        }
        if (!plan.takeover) {
            inflater.reset();
        }
        return out.toByteArray();
    }

    private void heard(boolean text, byte[] data) {
        lock.lock();
        try {
            String said = text ? new String(data, StandardCharsets.UTF_8) : "";
            if (said.startsWith(WebSocketPlan.TICK)) {
                if (!said.equals(WebSocketPlan.TICK + ticks++)) {
                    world.violated("not the next: " + said);
                }
            } else if (echoed == plan.messages.size()) {
                world.violated("one message more than was said, of " + data.length);
            } else {
                Said expected = plan.messages.get(echoed++);
                if (text != expected.text() || !Arrays.equals(data, expected.data())) {
                    world.violated("message " + (echoed - 1) + " of " + expected.data().length + " comes back as "
                            + data.length + " octets");
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void control(int opcode, byte[] payload) throws IOException {
        switch (opcode) {
            case PING -> {
                if (plan.config.pingInterval().toSeconds() > 0) {
                    world.violated("a ping too early");
                }
                lock.lock();
                boolean answers = !closeSent;
                lock.unlock();
                if (answers) {
                    put(frame(FIN | PONG, payload, random));
                }
            }
            case PONG -> {
                // The latest ping alone has to be answered.
                int id = Integer.parseInt(new String(payload, StandardCharsets.US_ASCII));
                lock.lock();
                if (id < pongs || id >= pings) {
                    world.violated("a pong of " + id + " after " + pongs + " of " + pings);
                }
                pongs = id + 1;
                lock.unlock();
            }
            case CLOSE -> {
                code = payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                if (!plan.expects(code)) {
                    world.violated("closed with " + code);
                }
                lock.lock();
                changed.signalAll();
                lock.unlock();
                close(code);
            }
            default -> world.violated("a control frame of the opcode " + opcode);
        }
    }

    // ---- the end

    private void checkEnd() {
        if (!plan.clean() && plan.fault != Fault.DRAIN) {
            return;
        }
        if (plan.answers && (code == 0 || !end.equals("END"))) {
            world.violated("it ends with " + (code == 0 ? "no Close" : "" + code) + " and " + end);
        }
        boolean all = plan.fault == Fault.NONE && plan.patient && code == WebSocketPlan.CLIENTS_CODE;
        if (all && echoed < plan.messages.size() && plan.work != Work.TELL) {
            world.violated(echoed + " of " + plan.messages.size() + " messages came back");
        }
    }

    @Override
    public String toString() {
        return accepted + ", " + code + ", " + end + ", " + echoed + " echoed, " + ticks + " ticks, " + pongs + " of "
                + pings + " pongs";
    }
}
