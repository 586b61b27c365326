package dev.weir.wire.testkit;

import dev.weir.wire.testkit.Answer.Field;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client's end of a tunnel as a pair of byte streams, over an upgraded connection of HTTP/1.1 or a stream of HTTP/2.
 *
 * <p><b>Threads.</b> One reads, one writes; any closes.
 */
abstract sealed class TunnelEnd implements Closeable {
    /** What the server has answered. */
    abstract Answer answer();

    abstract void write(byte[] bytes, int from, int length) throws IOException;

    /** Some bytes; -1 at the orderly end. */
    abstract int read(byte[] to, int from, int most) throws IOException;

    /** Ends what is sent. */
    abstract void endOutput() throws IOException;

    /** Goes without a word. */
    abstract void reset() throws IOException;

    final InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TunnelEnd.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int most) throws IOException {
                return most == 0 ? 0 : TunnelEnd.this.read(to, from, most);
            }
        };
    }

    static final class Http1 extends TunnelEnd {
        private final Socket socket;
        private final InputStream in;
        private final Answer answer;

        /** Sends a request, and reads the head of what answers it. */
        Http1(Socket socket, String request) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Wire.SAFETY_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            answer = head();
            socket.setSoTimeout(0);
        }

        private Answer head() throws IOException {
            String[] status = line().split(" ", 3);
            List<Field> fields = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                fields.add(new Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
            return new Answer(status[0], Integer.parseInt(status[1]), fields, "", List.of(), Answer.Framing.NONE);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the connection ended in the head of the answer: " + line);
                }
                line.append((char) c);
            }
            return line.substring(0, line.length() - 1);
        }

        @Override
        Answer answer() {
            return answer;
        }

        @Override
        void write(byte[] bytes, int from, int length) throws IOException {
            socket.getOutputStream().write(bytes, from, length);
        }

        @Override
        int read(byte[] to, int from, int most) throws IOException {
            return in.read(to, from, most);
        }

        @Override
        void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Obeys the server's windows; its own are as large as they can be, unless it is told to keep them small. */
    static final class Http2 extends TunnelEnd {
        private static final int STREAM = 1;
        private static final int ENABLE_CONNECT_PROTOCOL = 8;
        private static final int INITIAL_WINDOW_SIZE = 4;
        private static final int INITIAL_WINDOW = 65_535;
        private static final int MOST_AT_ONCE = 16_384;

        private final Http2Wire wire;
        private final boolean offered;
        private final Answer answer;
        private long connectionWindow = INITIAL_WINDOW; // guarded by this
        private long streamWindow = INITIAL_WINDOW; // guarded by this
        private boolean over; // guarded by this

        private byte[] unread = {};
        private int readTo;
        private boolean ended;

        /**
         * Opens a stream with the given fields.
         *
         * @param window how much may come on the stream before more is asked for, which never is
         */
        Http2(Socket socket, int window, String... fields) throws IOException {
            wire = new Http2Wire(socket);
            wire.raw(Http2Wire.PREFACE);
            wire.settings(INITIAL_WINDOW_SIZE, window);
            Http2Wire.Frame theirs = wire.expect("SETTINGS ");
            boolean offers = false;
            for (int at = 0; at < theirs.payload().length; at += 6) {
                int id = theirs.number(at) >>> 16;
                int value = theirs.number(at + 2);
                if (id == INITIAL_WINDOW_SIZE) {
                    streamWindow = value;
                } else if (id == ENABLE_CONNECT_PROTOCOL) {
                    offers = value == 1;
                }
            }
            offered = offers;
            wire.frame(Http2Wire.SETTINGS, Http2Wire.ACK, 0);
            wire.window(0, Integer.MAX_VALUE - INITIAL_WINDOW);
            wire.headers(STREAM, false, fields);
            Http2Wire.Frame head = next();
            while (head != null && head.type() != Http2Wire.HEADERS) {
                head = next();
            }
            if (head == null) {
                throw new EOFException("no answer\n" + wire.transcript());
            }
            answer = new Answer(
                    "HTTP/2",
                    Integer.parseInt(head.field(":status")),
                    head.fields().subList(1, head.fields().size()),
                    "",
                    List.of(),
                    Answer.Framing.NONE);
            ended = head.ends();
        }

        /** Whether the server's SETTINGS offer extended CONNECT (RFC 8441 section 3). */
        boolean offered() {
            return offered;
        }

        @Override
        Answer answer() {
            return answer;
        }

        /** The next frame that is not the connection's own business; null at its end. */
        private Http2Wire.Frame next() throws IOException {
            while (true) {
                Http2Wire.Frame frame = wire.readPatiently();
                if (frame == null) {
                    finish();
                    return null;
                }
                switch (frame.type()) {
                    case Http2Wire.PING -> {
                        if (frame.flags() == 0) {
                            wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                        }
                    }
                    case Http2Wire.WINDOW_UPDATE -> credit(frame.stream(), frame.number(0));
                    case Http2Wire.RST_STREAM -> {
                        finish();
                        throw new Wire.BrokenOff("the stream was reset: " + frame.error(), true);
                    }
                    case Http2Wire.SETTINGS, Http2Wire.GOAWAY -> {
                        // acknowledgements, and what concerns streams to come
                    }
                    default -> {
                        return frame;
                    }
                }
            }
        }

        private synchronized void credit(int stream, int more) {
            if (stream == 0) {
                connectionWindow += more;
            } else {
                streamWindow += more;
            }
            notifyAll();
        }

        private synchronized void finish() {
            over = true;
            notifyAll();
        }

        @Override
        void write(byte[] bytes, int from, int length) throws IOException {
            int at = from;
            while (at < from + length) {
                int n = take(Math.min(MOST_AT_ONCE, from + length - at));
                wire.frame(Http2Wire.DATA, 0, STREAM, Arrays.copyOfRange(bytes, at, at + n));
                at += n;
            }
        }

        private synchronized int take(int most) throws IOException {
            while (Math.min(connectionWindow, streamWindow) <= 0) {
                if (over) {
                    throw new Wire.BrokenOff("the stream is over", true);
                }
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            int n = (int) Math.min(most, Math.min(connectionWindow, streamWindow));
            connectionWindow -= n;
            streamWindow -= n;
            return n;
        }

        @Override
        int read(byte[] to, int from, int most) throws IOException {
            while (readTo == unread.length && !ended) {
                Http2Wire.Frame frame = next();
                if (frame == null) {
                    throw new Wire.BrokenOff("the connection ended within the stream", false);
                }
                if (frame.type() == Http2Wire.DATA) {
                    unread = frame.payload();
                    readTo = 0;
                }
                ended = frame.ends();
            }
            if (readTo == unread.length) {
                return -1;
            }
            int n = Math.min(most, unread.length - readTo);
            System.arraycopy(unread, readTo, to, from, n);
            readTo += n;
            return n;
        }

        @Override
        void endOutput() throws IOException {
            wire.frame(Http2Wire.DATA, Http2Wire.END_STREAM, STREAM);
        }

        @Override
        void reset() throws IOException {
            wire.breakOff();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
