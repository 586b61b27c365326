package dev.weir.conformance.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.wire.testkit.WebSocketDeflate;
import dev.weir.wire.testkit.WebSocketWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a client sends to an echo, and what must come back. */
final class Case {
    private static final int NORMAL = 1000;

    /**
     * Bytes that are sent.
     *
     * @param chop how many at once
     */
    private record Sent(byte[] bytes, int chop) {}

    private final String name;
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private int code;

    private Case(String name) {
        this.name = name;
    }

    static Case of(String number, String what) {
        return new Case(number + " " + what);
    }

    /** Sends frames, each in a write of its own. */
    Case send(byte[]... frames) {
        for (byte[] frame : frames) {
            sent.add(new Sent(frame, Integer.MAX_VALUE));
        }
        return this;
    }

    /** Sends frames in writes of so many bytes. */
    Case chopped(int bytes, byte[]... frames) {
        for (byte[] frame : frames) {
            sent.add(new Sent(frame, bytes));
        }
        return this;
    }

    /** These must come, as {@link WebSocketWire#read} shows them. */
    Case answers(String... lines) {
        answers.addAll(List.of(lines));
        return this;
    }

    /** The server closes with this code, and says no more. */
    Case fails(int status) {
        code = status;
        return answers("CLOSE " + status);
    }

    /** The client has closed; the server answers with the same. */
    Case closed(String answer) {
        code = NORMAL;
        return answers(answer);
    }

    void play(WebSocketWire client) throws IOException {
        play(client, null);
    }

    void play(WebSocketWire client, WebSocketDeflate deflate) throws IOException {
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (Sent piece : sent) {
                    send(client, piece);
                }
                if (code == 0) {
                    client.send(WebSocketWire.frame(
                            WebSocketWire.FIN | WebSocketWire.CLOSE, WebSocketWire.status(NORMAL, "")));
                }
            } catch (IOException _) {
                // The server may be gone before all is sent: what it answers tells more than this does.
            }
        });
        List<String> expected = new ArrayList<>(answers);
        if (code == 0) {
            expected.add("CLOSE " + NORMAL);
        }
        List<String> came = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            came.add(client.read(deflate));
        }
        assertEquals(expected, came, name);
        join(sender);
        if (code != 0 && code != NORMAL) {
            try {
                client.send(
                        WebSocketWire.frame(WebSocketWire.FIN | WebSocketWire.CLOSE, WebSocketWire.status(code, "")));
            } catch (IOException _) {
                // A server that has failed a connection need not wait for this (section 7.1.7).
            }
        }
        assertEquals("END", client.read(), name);
    }

    private static void send(WebSocketWire client, Sent piece) throws IOException {
        byte[] bytes = piece.bytes;
        for (int at = 0; at < bytes.length; at += Math.min(piece.chop, bytes.length - at)) {
            client.send(bytes, at, Math.min(piece.chop, bytes.length - at));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
