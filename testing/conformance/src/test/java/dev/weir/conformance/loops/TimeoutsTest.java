package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Deadlines of connections whose sessions wait on a loop, and of handlers that wait beside it: all end by themselves. */
class TimeoutsTest {
    private static final int MANY = 40;
    private static final int LARGE = 8 << 20;

    /** The shortest in which an honest client is done: handshakes are made within it too. */
    private static Duration within(Setup setup) {
        return Duration.ofMillis(setup.over().secure() ? 4000 : 1500);
    }

    private interface Play {
        void on(Site site, int i) throws Exception;
    }

    /** Those that are late, many at once, are ended, and others are not. */
    private static void late(Setup setup, UnaryOperator<ServerBuilder> settings, int running, Play play)
            throws Exception {
        byte[] large = new byte[LARGE];
        AtomicInteger begun = new AtomicInteger();
        try (Site site = new Site(setup, settings, (w, r) -> {
            begun.incrementAndGet();
            if (r.method().equals("POST")) {
                r.content().readAllBytes();
            } else {
                w.write(large);
            }
        })) {
            for (int i = 0; i < MANY; i++) {
                play.on(site, i);
            }
            site.assertServes();
            site.await("ended", stats -> stats.openConnections() == 0);
            site.awaitQuiet();
            assertEquals(running, begun.get());
            site.assertServes();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void idle(Setup setup) throws Exception {
        late(setup, builder -> builder.idleTimeout(within(setup)), 0, (site, i) -> {
            if (setup.over().http2()) {
                assertEquals("200 small", site.http2Wire().get(1, "/small").answer(1));
            } else {
                Wire wire = site.wire().send("GET /small HTTP/1.1\r\nHost: h\r\n\r\n");
                assertEquals(200, wire.answer(false).status());
            }
        });
    }

    /** A head of which a part has come. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1OneLoop")
    void head(Setup setup) throws Exception {
        late(
                setup,
                builder -> builder.readHeaderTimeout(within(setup)),
                0,
                (site, i) -> site.wire().send("GET /small HTTP/1.1\r\nHost: h\r\n\r\nGET /small HTTP/1.1\r\nHost"));
    }

    /** Content that comes more slowly than it must. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1OneLoop")
    void rateOfContent(Setup setup) throws Exception {
        late(
                setup,
                builder -> builder.minRequestRate(1_000_000).readTimeout(Duration.ofSeconds(2)),
                MANY,
                TimeoutsTest::post);
    }

    private static void post(Site site, int i) throws Exception {
        Client client = site.client();
        Call call = site.keep(client.open("POST", "/content/" + i, List.of(), 100));
        call.write(new byte[10]);
    }

    /** A client that does not read. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http1OneLoop")
    void write(Setup setup) throws Exception {
        late(
                setup,
                builder -> builder.writeTimeout(within(setup)),
                MANY,
                (site, i) -> site.wire().send("GET /large/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n"));
    }

    /** The same on streams: these are reset, and their connections stay. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#http2OneLoop")
    void writeOnStreams(Setup setup) throws Exception {
        byte[] large = new byte[LARGE];
        AtomicInteger begun = new AtomicInteger();
        try (Site site = new Site(setup, builder -> builder.writeTimeout(within(setup)), (w, _) -> {
            begun.incrementAndGet();
            w.write(large);
        })) {
            List<Http2Wire> wires = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                if (i % 10 == 0) {
                    wires.add(site.http2Wire());
                }
                wires.getLast().get(i % 10 * 2 + 1, "/large/" + i);
            }
            Servers.await(() -> begun.get() == MANY, () -> begun + " have begun");
            site.assertServes();
            site.awaitQuiet();
            for (Http2Wire wire : wires) {
                assertAlive(wire);
            }
            site.assertServes();
        }
    }

    /** The last that comes is the answer to a ping. */
    private static void assertAlive(Http2Wire wire) throws IOException {
        wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
        Http2Wire.Frame frame = wire.read();
        while (frame != null
                && frame.type() != Http2Wire.GOAWAY
                && !frame.toString().startsWith("PING ACK")) {
            frame = wire.read();
        }
        assertEquals("PING ACK 0000000000000000", "" + frame, wire::transcript);
    }
}
