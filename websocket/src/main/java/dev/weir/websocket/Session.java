package dev.weir.websocket;

import dev.weir.http.api.Request;
import dev.weir.http.api.Tunnel;
import dev.weir.websocket.WebSocketEnd.Kind;
import dev.weir.websocket.internal.CloseCodes;
import dev.weir.websocket.internal.DeflateTerms;
import dev.weir.websocket.internal.Frames;
import dev.weir.websocket.internal.Pools;
import dev.weir.websocket.internal.ProtocolViolation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket over a tunnel: what has ended it, and the parts that read and write.
 *
 * <p><b>Threads.</b> As {@link WebSocket}; {@link #check} is for the watch.
 */
final class Session implements WebSocket {
    private final Request request;
    private final String subprotocol;
    private final Tunnel tunnel;
    private final Sender sender;
    private final Receiver receiver;
    private final WebSocketConfig config;
    private final Watch watch;

    /** What has ended it; the first counts. */
    private final AtomicReference<@Nullable WebSocketEnd> cause = new AtomicReference<>();

    private final CountDownLatch ended = new CountDownLatch(1);

    // The watch's thread only: what it saw the last time, and for how many nanoseconds.
    private int seenReads;
    private int seenWrites;
    private int seenMessages;
    private long silent;
    private long unanswered = -1;
    private long writing;
    private long idle;
    private long closingFor;

    Session(
            Request request,
            String subprotocol,
            Tunnel tunnel,
            WebSocketConfig config,
            @Nullable DeflateTerms deflate,
            Pools pools,
            Watch watch,
            boolean brings) {
        this.watch = watch;
        this.request = request;
        this.subprotocol = subprotocol;
        this.tunnel = tunnel;
        this.config = config;
        this.sender = new Sender(this, tunnel.output(), config, deflate, pools);
        this.receiver = new Receiver(this, sender, tunnel, brings, config, deflate, pools);
    }

    /** Has the handler talk, and closes in order. */
    void run(WebSocketHandler handler) throws Exception {
        begin();
        try {
            handler.serve(this);
            closeWith(Kind.CLOSED, CloseCodes.NORMAL, "");
        } catch (OverException e) {
            if (!e.isOf(this)) {
                closeWith(Kind.CLOSED, CloseCodes.FAILURE, "");
                throw e;
            }
        } catch (Throwable e) {
            closeWith(Kind.CLOSED, CloseCodes.FAILURE, "");
            throw e;
        } finally {
            receiver.awaitClose();
            finish();
        }
    }

    /** Has messages brought to a handler, from now on. */
    void listen(WebSocketListener listener) throws Exception {
        begin();
        Delivery delivery = new Delivery(this, receiver);
        boolean served = false;
        try {
            delivery.open(listener);
            tunnel.serve(delivery);
            served = true;
        } finally {
            if (!served) {
                // It could not begin, or what it has thrown was thrown here.
                finish();
            }
        }
    }

    private void begin() {
        watch.add(this);
        tunnel.onDrain(() -> closeWith(Kind.DRAINED, CloseCodes.GOING_AWAY, "the server shuts down"));
    }

    /** Nothing comes any more, or is to come; may be called again. */
    void finish() {
        closeTunnel();
        watch.remove(this);
        sender.free();
        receiver.free();
    }

    // ---- its end

    /** Ends it with a Close, unless it has ended. */
    void closeWith(Kind kind, int code, String reason) {
        if (end(kind, code, reason)) {
            sendClose(code, reason);
        }
    }

    private boolean end(Kind kind, int code, String reason) {
        boolean first = cause.compareAndSet(null, new WebSocketEnd(kind, code, reason));
        if (first) {
            watch.stats.ends(kind);
            ended.countDown();
        }
        return first;
    }

    private void sendClose(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[code == CloseCodes.NONE ? 0 : 2 + text.length];
        if (payload.length > 0) {
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(text, 0, payload, 2, text.length);
        }
        if (!sender.close(payload, config.closeTimeout())) {
            closeTunnel();
        }
    }

    /**
     * The client has sent its Close: answers it where it is the first, and ends the connection (RFC 6455 section
     * 5.5.1).
     */
    void peerClosed(int code, String reason) {
        if (end(Kind.CLOSED_BY_PEER, code, reason)) {
            sendClose(code, "");
        } else {
            // One of ours may be on its way.
            sendClose(CloseCodes.NORMAL, "");
        }
        closeTunnel();
    }

    void violated(ProtocolViolation violation) {
        closeWith(Kind.PROTOCOL_ERROR, violation.code(), violation.reason());
        closeTunnel();
    }

    void broken(IOException e) {
        end(Kind.BROKEN, CloseCodes.ABNORMAL, String.valueOf(e.getMessage()));
        closeTunnel();
    }

    private void timedOut(String what) {
        end(Kind.TIMED_OUT, CloseCodes.ABNORMAL, what);
        // A virtual thread: the watch must not wait for one connection.
        Thread.ofVirtual().start(this::closeTunnel);
    }

    private void closeTunnel() {
        try {
            tunnel.close();
        } catch (IOException e) {
            // The client is gone already.
            end(Kind.BROKEN, CloseCodes.ABNORMAL, String.valueOf(e.getMessage()));
        }
    }

    OverException over(@Nullable Throwable e) {
        return new OverException(this, e);
    }

    /** Whether what comes before the client's Close is of no use any more. */
    boolean closing() {
        return cause.get() != null;
    }

    // ---- the watch

    /** Looks after the time-outs, some nanoseconds after the last time. */
    void check(long passed) {
        int writes = sender.writes();
        writing = (writes & 1) != 0 && writes == seenWrites ? writing + passed : 0;
        seenWrites = writes;
        if (late(writing, config.writeTimeout())) {
            writing = 0;
            timedOut("the client does not read");
            return;
        }
        if (!isOpen()) {
            closingFor += passed;
            if (late(closingFor, config.closeTimeout())) {
                closingFor = 0;
                Thread.ofVirtual().start(this::closeTunnel);
            }
            return;
        }
        checkIdle(passed);
        checkAlive(passed);
    }

    private void checkIdle(long passed) {
        int sent = sender.messages();
        int messages = receiver.messages() + sent;
        idle = messages == seenMessages && sent >= 0 && (seenWrites & 1) == 0 ? idle + passed : 0;
        seenMessages = messages;
        if (late(idle, config.idleTimeout())) {
            idle = 0;
            Thread.ofVirtual().start(() -> closeWith(Kind.TIMED_OUT, CloseCodes.GOING_AWAY, "idle for too long"));
        }
    }

    private void checkAlive(long passed) {
        int reads = receiver.reads();
        if (reads != seenReads) {
            seenReads = reads;
            silent = 0;
            unanswered = -1;
            return;
        }
        silent += passed;
        if (unanswered >= 0 && receiver.waiting()) {
            unanswered += passed;
            if (late(unanswered, config.pingTimeout())) {
                timedOut("the client does not answer a ping");
            }
        } else if (late(silent, config.pingInterval())) {
            // Also where nobody listens, for the sake of proxies; but then the pong is not waited for.
            silent = 0;
            unanswered = 0;
            Thread.ofVirtual().start(sender::pingUnlessBusy);
        }
    }

    private static boolean late(long nanos, Duration timeout) {
        return !timeout.isZero() && nanos >= Watch.nanos(timeout);
    }

    // ---- for the handler

    @Override
    public @Nullable Message receive() {
        return receiver.receive();
    }

    @Override
    public @Nullable IncomingMessage nextMessage() {
        return receiver.nextMessage();
    }

    @Override
    public void sendOnly() {
        receiver.sendOnly();
    }

    @Override
    public void send(String text) throws IOException {
        sender.send(text);
    }

    @Override
    public void send(byte[] data) throws IOException {
        sender.send(Frames.BINARY, data, 0, data.length);
    }

    @Override
    public void send(ByteBuffer data) throws IOException {
        int length = data.remaining();
        if (data.hasArray()) {
            sender.send(Frames.BINARY, data.array(), data.arrayOffset() + data.position(), length);
            data.position(data.limit());
        } else {
            byte[] copy = new byte[length];
            data.get(copy);
            sender.send(Frames.BINARY, copy, 0, length);
        }
    }

    @Override
    public OutputStream sendStream() throws IOException {
        return sender.stream(Frames.BINARY).asStream();
    }

    @Override
    public Writer sendWriter() throws IOException {
        return sender.stream(Frames.TEXT).asWriter();
    }

    void sendMade(byte[] frame) throws IOException {
        sender.sendMade(frame);
    }

    /** How its messages are compressed; null for not at all. */
    @Nullable
    DeflateTerms deflate() {
        return sender.deflate;
    }

    /** Whether a message of that length is sent compressed. */
    boolean compresses(int length) {
        return sender.compresses(length);
    }

    Pools pools() {
        return sender.pools;
    }

    @Override
    public void ping(byte[] data) throws IOException {
        if (data.length > Frames.MAX_CONTROL) {
            throw new IllegalArgumentException("a ping has at most 125 bytes (RFC 6455 section 5.5)");
        }
        sender.ping(data);
    }

    @Override
    public void close() {
        closeWith(Kind.CLOSED, CloseCodes.NORMAL, "");
    }

    @Override
    public void close(int code, String reason) {
        if (!CloseCodes.isValid(code)) {
            throw new IllegalArgumentException("no code of a Close: " + code + " (RFC 6455 section 7.4)");
        }
        if (reason.getBytes(StandardCharsets.UTF_8).length > Frames.MAX_CONTROL - 2) {
            throw new IllegalArgumentException("the reason of a Close has at most 123 bytes (RFC 6455 section 5.5)");
        }
        closeWith(Kind.CLOSED, code, reason);
    }

    @Override
    public boolean isOpen() {
        return cause.get() == null;
    }

    @Override
    public Optional<WebSocketEnd> end() {
        return Optional.ofNullable(cause.get());
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(Watch.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public String subprotocol() {
        return subprotocol;
    }
}
