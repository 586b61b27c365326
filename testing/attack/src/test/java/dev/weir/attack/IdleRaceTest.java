package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Requests that meet the idle timeout: each is answered, or it is above the last stream that GOAWAY names, so that its
 * client may send it again (RFC 9113 section 6.8).
 */
class IdleRaceTest {
    private static final Duration IDLE = Duration.ofMillis(300);
    private static final int CLIENTS = 100;

    @Test
    void requestsThatMeetTheIdleTimeout() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .idleTimeout(IDLE)
                .handler((w, r) -> w.write(r.content().readAllBytes()))
                .build();
        server.start();
        Dial dial = Dial.plain(server.port());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                // The server looks at the time about every 100 ms: their requests come before that, after it, and at
                // it.
                Duration pause = IDLE.plusMillis(2 * i - CLIENTS / 2);
                clients.add(threads.submit(() -> {
                    client(dial, pause);
                    return null;
                }));
            }
            for (Future<Void> client : clients) {
                client.get();
            }
        } finally {
            server.close();
        }
    }

    private static void client(Dial dial, Duration pause) throws IOException {
        try (Http2Wire wire = Http2Wire.begin(dial.connect())) {
            int answered = 0;
            Frame goAway = null;
            wire.get(1, "/");
            // On a machine that is at work the first one may come late as well.
            Frame frame = wire.read();
            while (frame != null && answered == 0 && goAway == null) {
                answered = frame.ends() ? frame.stream() : 0;
                goAway = frame.type() == Http2Wire.GOAWAY ? frame : null;
                frame = answered == 0 ? wire.read() : frame;
            }
            LockSupport.parkNanos(pause.toNanos());
            if (goAway == null) {
                wire.request(3, false, "POST", "/").data(3, true, "some");
            }
            for (frame = wire.read(); frame != null; frame = wire.read()) {
                answered = frame.ends() ? frame.stream() : answered;
                goAway = frame.type() == Http2Wire.GOAWAY ? frame : goAway;
            }
            assertNotNull(goAway, wire::transcript);
            assertEquals(answered, goAway.number(0), wire::transcript);
        }
    }
}
