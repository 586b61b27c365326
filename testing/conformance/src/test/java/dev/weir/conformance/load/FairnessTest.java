package dev.weir.conformance.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A handler that sleeps delays no other stream of its connection, though streams of one batch may share a thread: what
 * waits behind it gets threads of its own. Streams beside a sleeper are timed against the same streams without one, in
 * turns; a sleeper that held others up would do so in every round, a busy machine does not.
 */
@Isolated("it measures time")
class FairnessTest {
    private static final int SLEEP_MILLIS = 30;
    private static final long ALLOWED_NANOS = 2_000_000;
    private static final int ROUNDS = 8;
    private static final int BATCHES = 150;
    /** Requests that are sent in one piece: one to sleep, or not, and short ones around it. */
    private static final int BATCH = 16;

    /** A connection that sends requests in batches, and times the short ones. */
    private static final class Client implements AutoCloseable {
        private final Http2Wire wire;
        private final Map<Integer, Boolean> open = new HashMap<>();
        private int stream = 1;
        private long unacknowledged;

        Client(int port) throws IOException {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            wire = Http2Wire.begin(socket);
        }

        /** Sends batches, one when the short ones of the last are answered; gives the 99th percentile of these. */
        long p99(int batches, boolean sleepers) throws IOException {
            long[] taken = new long[batches * (BATCH - 1)];
            int count = 0;
            for (int i = 0; i < batches; i++) {
                // The place of the sleeper changes, as it may matter.
                int sleeper = i % BATCH;
                wire.batch(true);
                for (int k = 0; k < BATCH; k++) {
                    boolean sleeps = k == sleeper;
                    wire.get(stream, sleeps && sleepers ? "/sleep" : "/short");
                    open.put(stream, !sleeps);
                    stream += 2;
                }
                long sent = System.nanoTime();
                wire.flush();
                wire.batch(false);
                for (int left = BATCH - 1; left > 0; ) {
                    if (readEnd()) {
                        taken[count++] = System.nanoTime() - sent;
                        left--;
                    }
                }
            }
            while (!open.isEmpty()) {
                readEnd();
            }
            Arrays.sort(taken);
            return taken[taken.length * 99 / 100];
        }

        /** Reads a frame; true when it ends a short one. */
        private boolean readEnd() throws IOException {
            Frame frame = wire.read();
            assertTrue(frame != null && frame.type() != Http2Wire.GOAWAY, () -> "the connection ends: " + frame);
            if (frame.type() == Http2Wire.DATA) {
                unacknowledged += frame.payload().length;
                if (unacknowledged > 30_000) {
                    wire.window(0, (int) unacknowledged);
                    unacknowledged = 0;
                }
            }
            return frame.ends() && open.remove(frame.stream());
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    @Test
    void aHandlerThatSleepsHoldsUpNoOther() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        StringBuilder seen = new StringBuilder();
        try (Server server = Server.builder()
                        .address("127.0.0.1:0")
                        .errorLog(Servers.LOG)
                        .handler((w, r) -> {
                            if (r.path().equals("/sleep")) {
                                Thread.sleep(SLEEP_MILLIS);
                            }
                            w.write("done");
                        })
                        .build();
                ExecutorService load = Executors.newFixedThreadPool(1)) {
            server.start();
            Future<?> beside = load.submit(() -> {
                try (Client client = new Client(server.port())) {
                    while (!over.get()) {
                        client.p99(1, true);
                    }
                }
                return null;
            });
            try (Client client = new Client(server.port())) {
                client.p99(BATCHES, true);
                boolean held = false;
                for (int round = 0; round < ROUNDS && !held; round++) {
                    long alone = client.p99(BATCHES, false);
                    long among = client.p99(BATCHES, true);
                    seen.append(alone / 1000).append(" us alone, ");
                    seen.append(among / 1000).append(" us beside sleepers\n");
                    held = among - alone <= ALLOWED_NANOS;
                }
                assertTrue(
                        held,
                        () -> "in no round was the 99th percentile beside sleepers within 2 ms of the other:\n" + seen);
            } finally {
                over.set(true);
            }
            beside.get();
        }
        System.out.print(seen);
    }
}
