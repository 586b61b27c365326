package dev.weir.attack;

import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that allow everything, frames and windows of the largest sizes that there are, and read nothing: what they
 * allow is no size of ours.
 */
class GenerousPeerTest extends Family {
    private static final int INITIAL_WINDOW = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int CLIENTS = 40;
    /** What a connection may hold that waits to be written: the write under way, and the next. */
    private static final long PENDING = 384 * 1024;

    /** Its content is one array, which is all there at once; the same for all. */
    private static final byte[] ARRAY = new byte[32 << 20];

    @Override
    void routes(ServeMux mux) {
        mux.handle("GET /array", (w, r) -> w.write(ARRAY));
    }

    @Test
    void largestFramesAndWindowsAndNobodyReads() throws IOException {
        List<Http2Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Socket socket = dial().connect();
                Http2Wire wire = Http2Wire.begin(socket, INITIAL_WINDOW, Integer.MAX_VALUE, MAX_FRAME_SIZE, 16_777_215);
                wires.add(wire);
                wire.window(0, Integer.MAX_VALUE - 65_535);
                wire.get(1, "/array");
            }
            for (Http2Wire wire : wires) {
                Servers.await(() -> hasCome(wire), wire::transcript);
            }
            assertHeapBelow(CLIENTS * PENDING);
        } finally {
            for (Http2Wire wire : wires) {
                wire.close();
            }
        }
    }

    private static boolean hasCome(Http2Wire wire) {
        try {
            return wire.available() > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
