package dev.weir.soak;

import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of HTTP/2 that keeps some streams open at once. After a GOAWAY it asks nothing more. */
final class AcceptedStreams extends Accepted {
    private static final int AT_ONCE = 6;
    private static final int FRAME = 16 * 1024;

    /** A stream that is open. */
    private static final class Open {
        final Question question;
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        /** When the last of the request was sent. */
        long at;

        String status = "";

        Open(Question question) {
            this.question = question;
        }
    }

    private final Map<Integer, Open> streams = new LinkedHashMap<>();
    private int next;
    private boolean goAway;
    /** How sending broke off, for people. */
    private String broken;

    AcceptedStreams(Route route, ServerProcess server) {
        super(route, server);
    }

    @Override
    boolean connection() {
        streams.clear();
        next = 1;
        goAway = false;
        broken = "";
        try (Socket socket = route.dial(server).connect();
                Http2Wire wire = Http2Wire.begin(socket)) {
            boolean sends = true;
            for (int i = 0; sends && i < AT_ONCE; i++) {
                sends = ask(wire);
            }
            while (!streams.isEmpty()) {
                Frame frame = wire.read();
                if (frame == null) {
                    break;
                }
                if (take(wire, frame) && sends && !goAway && next < 2 * PER_CONNECTION) {
                    sends = ask(wire);
                }
            }
        } catch (IOException | AssertionError e) {
            if (streams.isEmpty()) {
                note(System.nanoTime(), false, Outcome.NOTHING, "no connection: " + e);
                return false;
            }
            streams.values().forEach(open -> open.status += " [" + e + "]");
        }
        streams.forEach((id, open) -> note(
                open.at,
                true,
                open.status.isEmpty() ? Outcome.NOTHING : Outcome.HALF,
                open.question + " on stream " + id + " " + open.status + ", " + open.content.size() + " bytes"
                        + broken));
        return true;
    }

    /** Returns false when the connection accepts no further stream. */
    private boolean ask(Http2Wire wire) {
        Question question = next();
        int id = next;
        next += 2;
        byte[] content = question.content();
        try {
            wire.batch(true);
            wire.request(id, content.length == 0, question.method(), question.path());
            for (int at = 0; at < content.length; at += FRAME) {
                int end = Math.min(content.length, at + FRAME);
                wire.frame(
                        Http2Wire.DATA,
                        end == content.length ? Http2Wire.END_STREAM : 0,
                        id,
                        Arrays.copyOfRange(content, at, end));
            }
            wire.batch(false);
        } catch (IOException e) {
            note(System.nanoTime(), false, Outcome.NOTHING, question + ": " + e);
            return false;
        }
        Open open = new Open(question);
        open.at = System.nanoTime();
        streams.put(id, open);
        return true;
    }

    /** True when a stream has come to its end. */
    private boolean take(Http2Wire wire, Frame frame) {
        Open open = streams.get(frame.stream());
        switch (frame.type()) {
            case Http2Wire.GOAWAY -> goAway = true;
            case Http2Wire.PING -> {
                if ((frame.flags() & Http2Wire.ACK) == 0) {
                    reply(wire, Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                }
            }
            case Http2Wire.HEADERS -> open.status = frame.field(":status");
            case Http2Wire.DATA -> {
                open.content.writeBytes(frame.payload());
                credit(wire, 0, frame.payload().length);
                if (!frame.ends()) {
                    credit(wire, frame.stream(), frame.payload().length);
                }
            }
            case Http2Wire.RST_STREAM -> {
                streams.remove(frame.stream());
                boolean refused = open.status.isEmpty() && frame.error().equals("REFUSED_STREAM");
                note(open.at, true, refused ? Outcome.NOTHING : Outcome.HALF, open.question + ": " + frame);
                return true;
            }
            default -> {}
        }
        if (frame.ends()) {
            streams.remove(frame.stream());
            boolean right = open.status.equals("200") && open.question.isRight(open.content.toByteArray());
            note(
                    open.at,
                    true,
                    right ? Outcome.ANSWERED : Outcome.HALF,
                    open.question + ": " + open.status + ", " + open.content.size() + " bytes");
        }
        return frame.ends();
    }

    private void credit(Http2Wire wire, int stream, int bytes) {
        if (bytes > 0) {
            reply(wire, Http2Wire.WINDOW_UPDATE, 0, stream, Http2Wire.int32(bytes));
        }
    }

    /** Notes that the server no longer reads; what it has sent is still read here. */
    private void reply(Http2Wire wire, int type, int flags, int stream, byte[] payload) {
        try {
            wire.frame(type, flags, stream, payload);
        } catch (IOException e) {
            broken = "; the server no longer reads: " + e;
        }
    }
}
