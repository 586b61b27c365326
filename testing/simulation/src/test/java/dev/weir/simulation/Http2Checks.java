package dev.weir.simulation;

import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Reads what a server of HTTP/2 sends, and checks each frame against what RFC 9113 lets it send then: the states of
 * streams, the windows that it was given, the size and order of frames, and that what it compresses can be read.
 *
 * <p><b>Threads.</b> The client's reader; what it shares with others is guarded by the client's lock.
 */
final class Http2Checks {
    private static final long LARGEST_WINDOW = Integer.MAX_VALUE;
    private static final byte[] PING = {1, 2, 3, 4, 5, 6, 7, 8};

    private final World world;
    private final Wire wire;
    private final Plan plan;
    private final SimHttp2Client client;
    private final SplittableRandom random;
    private final Stalls stalls;
    private final HpackDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();

    private boolean first = true;
    private int frameSize = 16_384;
    private int acknowledged;
    private int pinged;
    private long lastOfGoAway = Long.MAX_VALUE;
    /** The header block that is not at its end: its stream, its flags, and what there is of it. */
    private int blockStream;

    private int blockFlags;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    /** Streams that were open when the window was changed; guarded by the client's lock. */
    private final ArrayDeque<List<Asked>> changes = new ArrayDeque<>();

    private volatile boolean waiting;

    Http2Checks(World world, Wire wire, Plan plan, SimHttp2Client client, SplittableRandom random) {
        this.world = world;
        this.wire = wire;
        this.plan = plan;
        this.client = client;
        this.random = random;
        this.stalls = new Stalls(world, plan, random.split());
        this.decoder = new HpackDecoder(client.more.tableSize, 1 << 16, 1 << 17);
    }

    boolean waits() {
        return waiting && wire.toClient().waiting() == 0;
    }

    /** The window is about to be changed for these; under the client's lock. */
    void changing(List<Asked> open) {
        changes.add(open);
    }

    /** Reads and checks until the end of the connection. */
    void readAll() {
        String end = "closed by the server";
        try {
            while (fill(9)) {
                int length = (bytes.get() & 0xff) << 16 | bytes.getShort() & 0xffff;
                int type = bytes.get();
                int flags = bytes.get() & 0xff;
                int stream = bytes.getInt();
                if (length > frameSize || stream < 0) {
                    world.violated("a frame of " + length + " octets on stream " + stream);
                    break;
                }
                if (!fill(length)) {
                    if (plan.mayBeCut()) {
                        break;
                    }
                    world.violated("the connection ends within a frame of type " + type);
                    break;
                }
                byte[] payload = new byte[length];
                bytes.get(payload);
                client.lock.lock();
                try {
                    frame(type, flags, stream, payload);
                    client.changed.signalAll();
                } finally {
                    client.lock.unlock();
                }
            }
            if (bytes.hasRemaining() && plan.clean()) {
                world.violated("the connection ends within a frame's head");
            }
        } catch (IOException e) {
            end = e.getMessage();
        } catch (HpackException e) {
            world.violated("a block that cannot be decoded: " + e);
        }
        client.lock.lock();
        try {
            if (plan.clean() && !client.goingAway) {
                client.streams.stream()
                        .filter(asked -> !asked.answered())
                        .findFirst()
                        .ifPresent(asked -> asked.received.violated("the connection has ended before"));
                world.violated("the connection ends: " + client.streams.size() + " streams, " + end);
            }
            client.over = true;
            client.changed.signalAll();
        } finally {
            client.lock.unlock();
        }
    }

    private boolean fill(int wanted) throws IOException {
        while (bytes.remaining() < wanted) {
            stalls.maybe();
            bytes.compact();
            waiting = true;
            int n;
            try {
                n = wire.toClient().read(bytes);
            } finally {
                waiting = false;
                bytes.flip();
            }
            if (n < 0) {
                return false;
            }
        }
        return true;
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws HpackException {
        if (first && type != Http2Sender.SETTINGS) {
            world.violated("the first frame is of type " + type);
        }
        first = false;
        if (blockStream != 0 && (type != Http2Sender.CONTINUATION || stream != blockStream)) {
            world.violated("a frame of type " + type + " on stream " + stream + " within a block of " + blockStream);
        }
        if (client.more.pings != 0 && type == Http2Sender.HEADERS && random.nextInt(client.more.pings) == 0) {
            pinged++;
            client.out.frame(Http2Sender.PING, 0, 0, PING);
        }
        switch (type) {
            case Http2Sender.DATA -> data(asked(stream), flags, payload);
            case Http2Sender.HEADERS -> {
                asked(stream);
                blockStream = stream;
                blockFlags = flags;
                block.reset();
                block(flags, payload);
            }
            case Http2Sender.CONTINUATION -> block(flags, payload);
            case Http2Sender.RST_STREAM ->
                reset(asked(stream), ByteBuffer.wrap(payload).getInt());
            case Http2Sender.SETTINGS -> settings(flags, stream, payload);
            case Http2Sender.PING -> ping(flags, payload);
            case Http2Sender.GOAWAY -> goAway(ByteBuffer.wrap(payload));
            case Http2Sender.WINDOW_UPDATE ->
                windowUpdate(stream, ByteBuffer.wrap(payload).getInt());
            default -> world.violated("a frame of type " + type + " from a server");
        }
    }

    private Asked asked(int stream) {
        if ((stream & 1) == 0 || stream / 2 >= client.streams.size()) {
            throw new IllegalStateException("a frame on stream " + stream + ", which is not open");
        }
        Asked asked = client.streams.get(stream / 2);
        if (asked.refused) {
            asked.received.violated("a frame on a stream that GOAWAY has refused");
        }
        return asked;
    }

    private void data(Asked asked, int flags, byte[] payload) {
        if ((flags & ~Http2Sender.END_STREAM) != 0) {
            asked.received.violated("DATA with flags " + flags);
        }
        client.receiveWindow -= payload.length;
        asked.receiveWindow -= payload.length;
        if (payload.length > 0 && (client.receiveWindow < 0 || asked.receiveWindow < 0)) {
            asked.received.violated("DATA beyond the window: " + client.receiveWindow + " of the connection, "
                    + asked.receiveWindow + " of the stream are left");
        }
        if (asked.serverEnded || asked.received.status == 0 && !asked.clientReset) {
            asked.received.violated("DATA in a state that has none");
        }
        if (!asked.clientReset) {
            asked.received.content(payload, 0, payload.length);
            end(asked, flags, null);
        }
        client.contentRead(asked, payload.length);
    }

    private void end(Asked asked, int flags, String trailer) {
        if ((flags & Http2Sender.END_STREAM) != 0) {
            asked.serverEnded = true;
            asked.received.end(trailer);
        }
    }

    private void block(int flags, byte[] payload) throws HpackException {
        if (blockStream == 0) {
            world.violated("CONTINUATION of nothing");
            return;
        }
        block.writeBytes(payload);
        if ((flags & Http2Sender.END_HEADERS) == 0) {
            return;
        }
        Asked asked = asked(blockStream);
        blockStream = 0;
        Map<String, String> fields = new TreeMap<>();
        decoder.decode(ByteBuffer.wrap(block.toByteArray()), (name, value, _) -> {
            if (fields.put(name, value) != null || !name.equals(name.toLowerCase(java.util.Locale.ROOT))) {
                asked.received.violated("a field twice, or not in lower case: " + name);
            }
        });
        decoder.endBlock();
        if (asked.serverEnded) {
            asked.received.violated("HEADERS after the end");
        }
        if (asked.clientReset) {
            return;
        }
        String status = fields.get(":status");
        if (status == null) {
            if (asked.received.status == 0 || (blockFlags & Http2Sender.END_STREAM) == 0) {
                asked.received.violated("trailers without a head, or without the end: " + fields);
            }
            end(asked, blockFlags, fields.get(Task.END));
        } else if (status.startsWith("1")) {
            if ((blockFlags & Http2Sender.END_STREAM) != 0) {
                asked.received.violated("an interim response that ends the stream");
            }
            asked.received.interim(Integer.parseInt(status), fields.get("link"));
        } else {
            if (asked.task.tunnel && fields.containsKey("content-length")) {
                // RFC 9110 section 9.3.6: what follows a 2xx to CONNECT is no content.
                asked.received.violated("a tunnel with a length");
            }
            asked.received.head(Integer.parseInt(status), fields.get(Task.FIELD), fields.get(Task.FILL), !plan.clean());
            end(asked, blockFlags, null);
        }
    }

    private void reset(Asked asked, int code) {
        if (asked.serverReset) {
            asked.received.violated("a second RST_STREAM");
        }
        asked.serverReset = true;
        if (asked.clientReset) {
            return;
        }
        boolean expected = switch (code) {
            case 0 -> asked.received.whole && !asked.task.tunnel;
            // A tunnel whose other side has closed, RFC 8441 section 5; before its end where that is not taken in a
            // second.
            case 8 -> (asked.received.whole || plan.stalls != 0) && asked.task.tunnel || !plan.clean();
            case 2 -> (asked.task.outcome == Task.Outcome.CUT || !plan.clean()) && !asked.received.whole;
            default -> !plan.clean();
        };
        if (!expected) {
            asked.received.violated("RST_STREAM with code " + code);
        }
        asked.serverEnded = true;
    }

    private void settings(int flags, int stream, byte[] payload) {
        if (stream != 0) {
            world.violated("SETTINGS on stream " + stream);
        }
        if ((flags & Http2Sender.ACK) != 0) {
            if (acknowledged++ == 0) {
                frameSize = client.more.frameSize;
            } else if (changes.isEmpty()) {
                world.violated("an acknowledgement of nothing");
            } else {
                client.windowTaken(changes.poll());
            }
            return;
        }
        ByteBuffer pairs = ByteBuffer.wrap(payload);
        while (pairs.hasRemaining()) {
            int id = pairs.getShort();
            long value = pairs.getInt() & 0xffff_ffffL;
            if (id == 1) {
                client.out.tableSize(value);
            } else if (id == 3) {
                client.mostOpen = value;
            } else if (id == 4) {
                for (Asked asked : client.streams) {
                    asked.sendWindow += value - client.serversWindow;
                }
                client.serversWindow = value;
            }
        }
        client.settled = true;
        client.out.frame(Http2Sender.SETTINGS, Http2Sender.ACK, 0, new byte[0]);
    }

    private void ping(int flags, byte[] payload) {
        if ((flags & Http2Sender.ACK) == 0) {
            client.out.frame(Http2Sender.PING, Http2Sender.ACK, 0, payload);
        } else if (!java.util.Arrays.equals(payload, PING) || --pinged < 0) {
            world.violated("an answer to a ping that was not sent");
        }
    }

    private void goAway(ByteBuffer payload) {
        long last = payload.getInt();
        int code = payload.getInt();
        if (code != 0) {
            world.violated("GOAWAY with code " + code + ": "
                    + new String(payload.array(), 8, payload.remaining(), java.nio.charset.StandardCharsets.US_ASCII));
        }
        if (last > lastOfGoAway) {
            world.violated("GOAWAY with a higher stream than before: " + last);
        }
        if (plan.clean() && !client.goingAway) {
            world.violated("GOAWAY for no reason");
        }
        lastOfGoAway = last;
        client.goingAway = true;
        for (Asked asked : client.streams) {
            asked.refused |= asked.id > last;
        }
    }

    private void windowUpdate(int stream, int increment) {
        if (increment <= 0) {
            world.violated("WINDOW_UPDATE of " + increment);
        }
        if (stream == 0) {
            client.sendWindow += increment;
            if (client.sendWindow > LARGEST_WINDOW) {
                world.violated("the connection's window overflows");
            }
            return;
        }
        Asked asked = asked(stream);
        asked.sendWindow += increment;
        if (asked.sendWindow > LARGEST_WINDOW) {
            asked.received.violated("the stream's window overflows");
        }
    }
}
