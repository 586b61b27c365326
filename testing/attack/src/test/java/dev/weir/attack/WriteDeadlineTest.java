package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Windows that are closed, with many large responses pending: {@code writeTimeout} cuts what stands still. */
class WriteDeadlineTest extends Family {
    private static final int STREAMS = 100;
    /** What a response that waits may hold: what its handler has written, and what waits to be sent. */
    private static final long PENDING = 128 * 1024;

    @Override
    void configure(ServerBuilder builder) {
        builder.writeTimeout(Duration.ofSeconds(2));
    }

    /** Streams whose windows are less than that of the connection. */
    @Override
    Http2Config http2() {
        return Http2Config.builder()
                .streamWindow(65_536)
                .connectionWindow(1 << 20)
                .maxWindow(0)
                .build();
    }

    @Test
    void zeroWindowWithManyLargeResponsesPending() throws IOException {
        pending(Windows::zeroWindow);
    }

    @Test
    void tinyWindowWithManyLargeResponsesPending() throws IOException {
        pending(Windows::tinyWindow);
    }

    @Test
    void connectionWindowNeverOpenedWithManyLargeResponsesPending() throws IOException {
        pending(Windows::noMoreWindow);
    }

    private void pending(Function<Runnable, Http2Attack> attack) throws IOException {
        Observed seen = attack.apply(() -> {
                    Servers.await(() -> server().stats().runningHandlers() >= STREAMS, () -> "" + server().stats());
                    assertHeapBelow(STREAMS * PENDING);
                })
                .observe(dial(), STREAMS);
        assertEquals("RST_STREAM CANCEL x" + STREAMS + "; open", seen.toString(), seen::transcript);
        Servers.await(() -> server().stats().runningHandlers() == 0, () -> "handlers still run: " + server().stats());
    }

    @Test
    void contentBeyondTheStreamsWindow() {
        play(new Row(Windows.beyondStreamWindow(), "RST_STREAM FLOW_CONTROL_ERROR; open"), 1);
    }
}
