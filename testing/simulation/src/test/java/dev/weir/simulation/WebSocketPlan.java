package dev.weir.simulation;

import dev.weir.websocket.WebSocketConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens over a WebSocket, apart from who runs when; all of it follows from a seed. */
final class WebSocketPlan {
    /** What the handler does. */
    enum Work {
        /** Sends back each message. */
        ECHO,
        /** Sends each back as it comes. */
        STREAM,
        /** Sends back each message while another thread sends some of its own. */
        TALK,
        /** Only sends. */
        TELL,
        /** Sends one back, closes, and receives on. */
        CLOSE,
        /** Sends one back, and fails. */
        FAIL
    }

    /** What becomes of it in the midst of things. */
    enum Fault {
        NONE,
        /** The client breaks the stream or the connection off. */
        RESET,
        /** The client ends its side without a Close, maybe within a frame. */
        HALF_CLOSE,
        /** The client violates the protocol. */
        VIOLATE,
        /** The server shuts down. */
        DRAIN,
        /** The server closes the connection. */
        CUT
    }

    /** A message of the client's. */
    record Said(boolean text, byte[] data) {}

    /** The client's own code of a Close, and the handler's. */
    static final int CLIENTS_CODE = 4321;

    static final int HANDLERS_CODE = 4000;
    /** What the other thread of a handler sends, and a number. */
    static final String TICK = "tick ";

    private static final int[] LENGTHS = {0, 1, 5, 100, 125, 126, 500, 2000, 9000, 20_000};

    final boolean http2;
    final Work work;
    final Fault fault;
    final long faultNanos;
    final List<Said> messages = new ArrayList<>();
    final int ticks;
    final WebSocketConfig config;
    final boolean deflate;
    /** Whether what is compressed may refer to what was before, both ways. */
    final boolean takeover;
    /** Whether the client waits for all before it closes, and whether it closes at all before it is told so. */
    final boolean patient;

    final boolean closes;
    /** Of HTTP/2: what a stream may have on its way. */
    final int window;
    /** Whether the client answers a Close. */
    final boolean answers;
    /** Whether messages are brought to the handler. */
    final boolean brought;

    WebSocketPlan(SplittableRandom random) {
        this.http2 = random.nextBoolean();
        this.work = Work.values()[random.nextInt(Work.values().length)];
        Fault drawn = Fault.values()[random.nextInt(Fault.values().length)];
        this.fault = random.nextInt(2) == 0 ? Fault.NONE : drawn;
        this.faultNanos = random.nextInt(4) == 0 ? random.nextInt(300_000_000) : random.nextInt(3_000_000);
        this.ticks = 1 + random.nextInt(6);
        this.deflate = random.nextInt(3) == 0;
        this.takeover = random.nextBoolean();
        this.patient = random.nextBoolean();
        this.closes = fault == Fault.NONE || random.nextBoolean();
        this.answers = random.nextInt(6) != 0;
        this.window = new int[] {300, 5000, 65_535}[random.nextInt(3)];
        this.config = WebSocketConfig.builder()
                .compressionThreshold(random.nextBoolean() ? 0 : 256)
                .serverTakeover(takeover)
                .clientTakeover(takeover)
                .pingInterval(random.nextInt(3) == 0 ? Duration.ofMillis(20) : Duration.ofSeconds(30))
                .closeTimeout(Duration.ofSeconds(1))
                .build();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            boolean text = random.nextBoolean();
            messages.add(new Said(text, data(i, LENGTHS[random.nextInt(LENGTHS.length)])));
        }
        this.brought = work != Work.STREAM && work != Work.TELL && random.nextBoolean();
    }

    /** Whether it ends as it should, with a Close of each side. */
    boolean clean() {
        return fault == Fault.NONE && answers;
    }

    private static byte[] data(int id, int length) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; all.size() < length; i++) {
            all.writeBytes(("m" + id + "ß" + i * i + " ").getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    /** Which codes of a Close a client that gets one may get. */
    boolean expects(int code) {
        return switch (code) {
            case CLIENTS_CODE -> closes;
            case 1000 -> work == Work.TELL || closes;
            case HANDLERS_CODE -> work == Work.CLOSE;
            case 1011 -> work == Work.FAIL;
            case 1001 -> fault == Fault.DRAIN;
            case 1002 -> fault == Fault.VIOLATE;
            case 1008 -> work == Work.TELL && (!messages.isEmpty() || fault == Fault.HALF_CLOSE);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return (http2 ? "HTTP/2, window " + window : "HTTP/1.1") + ", " + work + (brought ? " brought" : "") + ", "
                + fault + " after "
                + faultNanos / 1000 + " us, messages "
                + messages.stream()
                        .map(m -> (m.text ? "t" : "b") + m.data.length)
                        .toList()
                + ", ticks " + ticks + (deflate ? ", deflate" : "") + (takeover ? " with takeover" : "")
                + (patient ? ", patient" : "") + (closes ? ", closes" : "") + (answers ? "" : ", answers no Close")
                + ", pings after " + config.pingInterval() + ", threshold " + config.compressionThreshold();
    }
}
