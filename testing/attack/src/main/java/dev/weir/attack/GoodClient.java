package dev.weir.attack;

import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A client that does nothing wrong: it asks for {@code /plaintext} about every millisecond, on one connection, checks
 * the answer, and remembers how long it took.
 *
 * <p><b>Threads.</b> Thread-safe; the times are guarded by the object itself. It asks on a thread of the platform, so
 * that what it measures is the server's delay and not that of its own scheduling.
 */
public final class GoodClient implements Closeable {
    private static final String CONTENT = "Hello, World!";
    private static final byte[] REQUEST =
            "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Times that are kept of a window: the latest. */
    private static final int KEPT = 1 << 16;

    /**
     * How long answers took, in microseconds.
     *
     * @param answers how many there were
     */
    public record Latency(long answers, long p50, long p99, long most) {
        @Override
        public String toString() {
            return answers + " answers, p50 " + p50 + " us, p99 " + p99 + " us, at most " + most + " us";
        }
    }

    /** Asks once, and reads the answer. */
    @FunctionalInterface
    private interface Exchange {
        void run() throws IOException;
    }

    private final String name;
    private final Socket socket;
    private final Thread thread;
    private final long[] micros = new long[KEPT];
    private long answers;
    private String failure;
    private boolean closed;
    /** Whether it is to ask nothing for now, and whether it does. */
    private boolean paused;

    private boolean resting;

    private GoodClient(String name, Socket socket, Exchange exchange) {
        this.name = name;
        this.socket = socket;
        this.thread = Thread.ofPlatform().daemon().name("good-" + name).start(() -> askOn(exchange));
    }

    /** One that speaks HTTP/1.1. */
    public static GoodClient http1(Dial dial) throws IOException {
        Socket socket = dial.connect();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Wire.SAFETY_MILLIS);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        return new GoodClient("HTTP/1.1", socket, () -> {
            socket.getOutputStream().write(REQUEST);
            readHttp1(in);
        });
    }

    /** One that speaks HTTP/2. */
    public static GoodClient http2(Dial dial) throws IOException {
        Socket socket = dial.connect();
        Http2Wire wire = Http2Wire.begin(socket);
        return new GoodClient("HTTP/2", socket, new Exchange() {
            private int stream = 1;

            @Override
            public void run() throws IOException {
                wire.get(stream, "/plaintext");
                String answer = wire.answer(stream);
                if (!answer.equals("200 " + CONTENT)) {
                    throw new IOException("answered with " + answer);
                }
                // What has been read is room for more.
                wire.window(0, CONTENT.length());
                stream += 2;
            }
        });
    }

    /**
     * What the machine itself takes for such an exchange: the same bytes there and back over a connection between two
     * threads of the platform. Where this is slow, the server cannot be faster.
     */
    public static GoodClient machine() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
            Socket far = listener.accept();
            Thread.ofPlatform().daemon().name("good-echo").start(() -> echo(far));
            return new GoodClient("the machine", near, () -> {
                near.getOutputStream().write(REQUEST);
                if (near.getInputStream().readNBytes(REQUEST.length).length != REQUEST.length) {
                    throw new EOFException("the echo has ended");
                }
            });
        }
    }

    private static void echo(Socket far) {
        try (far) {
            far.getInputStream().transferTo(far.getOutputStream());
        } catch (IOException e) {
            // The near side is closed while something is on its way: that is how it ends.
            Thread.currentThread().interrupt();
        }
    }

    private static void readHttp1(InputStream in) throws IOException {
        String status = line(in);
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        if (!status.equals("HTTP/1.1 200 OK") || length != CONTENT.length()) {
            throw new IOException("answered with " + status + ", length " + length);
        }
        String content = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        if (!content.equals(CONTENT)) {
            throw new IOException("answered with the content " + content);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            line.append((char) c);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    private void askOn(Exchange exchange) {
        try {
            while (awaitTurn()) {
                long start = System.nanoTime();
                exchange.run();
                took((System.nanoTime() - start) / 1000);
                Thread.sleep(1);
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            synchronized (this) {
                failure = closed ? null : name + ": " + e;
                notifyAll();
            }
        }
    }

    /** Waits until it may ask again; false when it is closed. */
    private synchronized boolean awaitTurn() throws InterruptedException {
        while (paused && !closed) {
            resting = true;
            notifyAll();
            wait();
        }
        resting = false;
        return !closed;
    }

    /** Stops asking until {@link #resume}; returns when the answer that was on its way has come. */
    public synchronized void pause() {
        paused = true;
        while (!resting && failure == null) {
            await();
        }
    }

    /** Asks again. */
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void took(long time) {
        micros[(int) (answers++ % KEPT)] = time;
        notifyAll();
    }

    /** Forgets the times so far: a window begins. */
    public synchronized void begin() {
        answers = 0;
    }

    /**
     * The times since {@link #begin}. Waits for the answer that is on its way, so that one that does not come counts
     * too.
     *
     * @param atLeast how many answers it waits for, from 1
     * @throws AssertionError when an answer was wrong, or did not come
     */
    public synchronized Latency latency(int atLeast) {
        long enough = Math.max(atLeast, answers + 1);
        while (answers < enough && failure == null) {
            await();
        }
        if (failure != null) {
            throw new AssertionError("the good client was harmed: " + failure);
        }
        long[] times = Arrays.copyOf(micros, (int) Math.min(KEPT, answers));
        Arrays.sort(times);
        return new Latency(
                answers, times[times.length / 2], times[(int) (times.length * 99L / 100)], times[times.length - 1]);
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        socket.close();
        try {
            thread.join(Wire.SAFETY_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
