package dev.weir.soak;

import dev.weir.attack.Attack;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Clients of HTTP/1 that leave in the midst of something: by a reset, or by closing their side alone and waiting for
 * the server to close its own.
 *
 * @param name what it is called
 * @param text what is sent
 * @param read how much of the answer is read before the end, in bytes at least
 * @param reset whether it goes with a reset
 */
record Leavers(String name, String text, int read, boolean reset) implements Attack {
    private static final String HOST = "Host: localhost\r\n";
    private static final String DELAY = "GET /delay/60000 HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String SHORT_DELAY = "GET /delay/500 HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String LARGE = "GET /bytes/1000000000 HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String CONTENT = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\nhalf";
    private static final String CHUNK =
            "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n20\r\nhalf of it";

    static List<Attack> all() {
        return List.of(
                new Leavers("reset before a request", "", 0, true),
                new Leavers("reset in the head", "GET /plaintext HTTP/1.1\r\nHost: lo", 0, true),
                new Leavers("reset in content", CONTENT, 0, true),
                new Leavers("reset in a chunk", CHUNK, 0, true),
                new Leavers("reset while the handler sleeps", DELAY, 0, true),
                new Leavers("reset in the answer", LARGE, 64 * 1024, true),
                new Leavers("reset with nothing read", LARGE, 0, true),
                new Leavers("reset in a stream of events", "GET /events/1000 HTTP/1.1\r\n" + HOST + "\r\n", 100, true),
                new Leavers("half-close before a request", "", 0, false),
                new Leavers("half-close in the head", "GET /plaintext HTTP/1.1\r\nHost: lo", 0, false),
                new Leavers("half-close in content", CONTENT, 0, false),
                new Leavers("half-close in a chunk", CHUNK, 0, false),
                new Leavers("half-close while the handler sleeps", SHORT_DELAY, 0, false),
                new Leavers("half-close after a request", "GET /text HTTP/1.1\r\n" + HOST + "\r\n", 0, false));
    }

    /** The size says nothing here. */
    @Override
    public String play(Dial dial, int size) throws IOException {
        try (Socket socket = dial.connect()) {
            socket.setSoTimeout(Wire.SAFETY_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            if (in.readNBytes(read).length < read) {
                return "closed early";
            }
            if (reset) {
                socket.setSoLinger(true, 0);
                return "left";
            }
            socket.shutdownOutput();
            byte[] rest = in.readAllBytes();
            String answer = new String(rest, StandardCharsets.ISO_8859_1);
            return (answer.isEmpty() ? "" : answer.lines().findFirst().orElseThrow() + "; ") + "closed";
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
