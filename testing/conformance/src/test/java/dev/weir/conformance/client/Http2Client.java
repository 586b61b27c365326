package dev.weir.conformance.client;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2 behind the seam: all calls on one connection, whose frames one thread reads. Credit is given as a call reads, so that a
 * call that does not read holds its response back.
 */
public final class Http2Client implements Client {
    private static final int WINDOW = 65_535;

    /** At the end of the connection, for every call. */
    private static final Frame END = new Frame(Http2Wire.GOAWAY, 0, 0, new byte[8], null);

    private final Http2Wire wire;
    private final String scheme;
    private final String authority;

    /** What follows is guarded by this. */
    private final Map<Integer, OneCall> calls = new HashMap<>();

    private int nextStream = 1;
    private int window = WINDOW;
    private int initialWindow = WINDOW;
    private boolean ended;

    public Http2Client(Socket socket, boolean secure, String authority) throws IOException {
        this.wire = new Http2Wire(socket);
        this.scheme = secure ? "https" : "http";
        this.authority = authority;
        wire.raw(Http2Wire.PREFACE);
        wire.settings();
        Thread.ofVirtual().name("h2-client").start(this::readAll);
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public Call open(String method, String target, List<Field> fields, long length) throws IOException {
        List<String> block = new ArrayList<>();
        block.add(":method: " + method);
        block.add(":scheme: " + scheme);
        block.add(":authority: " + authority);
        block.add(":path: " + target);
        for (Field field : fields) {
            block.add(field.name().toLowerCase(Locale.ROOT) + ": " + field.value());
        }
        if (length > 0) {
            block.add("content-length: " + length);
        }
        synchronized (this) {
            OneCall call = new OneCall(nextStream, length == 0);
            nextStream += 2;
            if (ended) {
                call.events.add(END);
            } else {
                calls.put(call.stream, call);
            }
            wire.headers(call.stream, length == 0, block.toArray(String[]::new));
            return call;
        }
    }

    private void readAll() {
        try {
            Frame frame = wire.read();
            while (frame != null) {
                dispatch(frame);
                frame = wire.read();
            }
        } catch (IOException | AssertionError e) {
            // The calls see the connection's end; what came before is in the transcript.
        } finally {
            synchronized (this) {
                ended = true;
                calls.values().forEach(call -> call.events.add(END));
                notifyAll();
            }
        }
    }

    private synchronized void dispatch(Frame frame) throws IOException {
        switch (frame.type()) {
            case Http2Wire.SETTINGS -> {
                if ((frame.flags() & Http2Wire.ACK) == 0) {
                    settings(frame);
                }
            }
            case Http2Wire.PING -> {
                if ((frame.flags() & Http2Wire.ACK) == 0) {
                    wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                }
            }
            case Http2Wire.WINDOW_UPDATE -> {
                OneCall call = calls.get(frame.stream());
                if (frame.stream() == 0) {
                    window += frame.number(0);
                } else if (call != null) {
                    call.window += frame.number(0);
                }
                notifyAll();
            }
            default -> {
                OneCall call = calls.get(frame.stream());
                if (call != null) {
                    call.reset |= frame.type() == Http2Wire.RST_STREAM;
                    call.events.add(frame);
                    notifyAll();
                }
            }
        }
    }

    private void settings(Frame frame) throws IOException {
        for (int at = 0; at < frame.payload().length; at += 6) {
            if (frame.payload()[at + 1] == 4) {
                int changed = frame.number(at + 2) - initialWindow;
                initialWindow += changed;
                calls.values().forEach(call -> call.window += changed);
            }
        }
        wire.frame(Http2Wire.SETTINGS, Http2Wire.ACK, 0);
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private final class OneCall implements Call {
        final int stream;
        final BlockingQueue<Frame> events = new LinkedBlockingQueue<>();
        int window = initialWindow;
        boolean reset;
        private boolean outputEnded;
        /** Whether the response has come to its end. */
        private boolean done;

        OneCall(int stream, boolean whole) {
            this.stream = stream;
            this.outputEnded = whole;
        }

        @Override
        public void write(byte[] piece) throws IOException {
            int at = 0;
            while (at < piece.length) {
                int now;
                synchronized (Http2Client.this) {
                    while (!ended && !reset && Math.min(window, Http2Client.this.window) <= 0) {
                        awaitChange();
                    }
                    if (reset) {
                        // The server does not want the rest of it; what it says of the request is in its answer.
                        return;
                    }
                    if (ended) {
                        throw new IOException("the response is no longer read");
                    }
                    now = Math.min(Math.min(window, Http2Client.this.window), Math.min(piece.length - at, 16_384));
                    window -= now;
                    Http2Client.this.window -= now;
                }
                byte[] part = Arrays.copyOfRange(piece, at, at + now);
                wire.frame(Http2Wire.DATA, 0, stream, part);
                at += now;
            }
        }

        private void awaitChange() throws IOException {
            try {
                Http2Client.this.wait(Wire.SAFETY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void end(List<Field> trailers) throws IOException {
            if (outputEnded) {
                return;
            }
            outputEnded = true;
            if (trailers.isEmpty()) {
                wire.frame(Http2Wire.DATA, Http2Wire.END_STREAM, stream);
            } else {
                synchronized (Http2Client.this) {
                    wire.headers(
                            stream,
                            true,
                            trailers.stream()
                                    .map(t -> t.name().toLowerCase(Locale.ROOT) + ": " + t.value())
                                    .toArray(String[]::new));
                }
            }
        }

        private Frame next(String wanted) throws Cut {
            Frame frame;
            try {
                frame = events.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (frame == null) {
                throw new AssertionError(
                        "nothing came for " + wanted + " of stream " + stream + "\n" + wire.transcript());
            }
            if (frame == END || frame.type() == Http2Wire.RST_STREAM) {
                events.add(frame);
                throw new Cut("before " + wanted + ": " + frame + "\n" + wire.transcript(), null);
            }
            return frame;
        }

        @Override
        public Reply reply() throws IOException {
            List<Answer> interims = new ArrayList<>();
            Frame head = next("the head");
            while (head.field(":status").startsWith("1")) {
                interims.add(new Answer(
                        "HTTP/2",
                        Integer.parseInt(head.field(":status")),
                        plain(head.fields()),
                        "",
                        List.of(),
                        Answer.Framing.NONE));
                head = next("the head");
            }
            return new OneReply(this, interims, head);
        }

        @Override
        public void halfClose() throws IOException {
            wire.closeOutput();
        }

        @Override
        public void breakOff() throws IOException {
            wire.breakOff();
        }

        @Override
        public void abandon() throws IOException {
            wire.reset(stream, 8);
        }

        @Override
        public void close() throws IOException {
            synchronized (Http2Client.this) {
                calls.remove(stream);
            }
            boolean over = events.stream().anyMatch(f -> f == END || f.type() == Http2Wire.RST_STREAM || f.ends());
            if (!over && !done) {
                try {
                    wire.reset(stream, 8);
                } catch (SocketException e) {
                    // The connection is gone, and the stream with it.
                }
            }
        }
    }

    private static List<Field> plain(List<Field> fields) {
        return fields.stream().filter(field -> field.name().charAt(0) != ':').toList();
    }

    private final class OneReply implements Reply {
        private final OneCall call;
        private final List<Answer> interims;
        private final Frame head;
        private boolean ended;
        private List<Field> trailers = List.of();

        OneReply(OneCall call, List<Answer> interims, Frame head) {
            this.call = call;
            this.interims = interims;
            this.head = head;
            this.ended = head.ends();
            call.done = ended;
        }

        @Override
        public List<Answer> interims() {
            return interims;
        }

        @Override
        public int status() {
            return Integer.parseInt(head.field(":status"));
        }

        @Override
        public List<Field> fields() {
            return plain(head.fields());
        }

        @Override
        public byte[] read() throws IOException {
            while (!ended) {
                Frame frame = call.next("the end");
                ended = frame.ends();
                call.done = ended;
                if (frame.type() == Http2Wire.HEADERS) {
                    trailers = plain(frame.fields());
                } else if (frame.payload().length > 0) {
                    if (!ended) {
                        wire.window(call.stream, frame.payload().length);
                    }
                    wire.window(0, frame.payload().length);
                    return frame.payload();
                }
            }
            return null;
        }

        @Override
        public List<Field> trailers() {
            return trailers;
        }

        @Override
        public String toString() {
            return head + " " + fields() + "\n" + wire.transcript();
        }
    }
}
