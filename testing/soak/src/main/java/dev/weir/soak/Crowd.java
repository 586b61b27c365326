package dev.weir.soak;

import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many connections of HTTP/2 at once, each in the midst of a frame. The server has an array for each, and keeps as many
 * of them as its pools hold when all have gone: so it is at the most that it ever keeps, and what comes on top of that
 * later is a leak.
 */
final class Crowd {
    /** More than a pool has places, as an array that comes back looks at a few of them only. */
    private static final int MANY = 400;

    private static final int HALF_A_FRAME = 5;

    private Crowd() {}

    static void comeAndGo(ServerProcess server) throws IOException {
        for (Route route : Route.values()) {
            if (route.http2()) {
                comeAndGo(route.dial(server));
            }
        }
    }

    private static void comeAndGo(Dial dial) throws IOException {
        byte[] settings = Http2Wire.bytes(Http2Wire.SETTINGS, 0, 0);
        int begun = Http2Wire.PREFACE.length + settings.length;
        byte[] bytes = Arrays.copyOf(Http2Wire.PREFACE, begun + HALF_A_FRAME);
        System.arraycopy(settings, 0, bytes, Http2Wire.PREFACE.length, settings.length);
        List<Socket> all = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                all.add(dial.connect());
                all.getLast().getOutputStream().write(bytes);
            }
            for (Socket one : all) {
                one.setSoTimeout(Wire.SAFETY_MILLIS);
                if (one.getInputStream().read() < 0) {
                    throw new EOFException("the server has closed a connection that had done nothing wrong");
                }
            }
        } finally {
            for (Socket one : all) {
                one.close();
            }
        }
    }
}
