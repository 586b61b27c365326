package dev.weir.attack;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Dial;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on HTTP/2 over TLS: the server answers as it does without, so each attack reaches what it aims at. */
class Http2OverTlsTest extends Family {
    private static final int FRAMES = 1500;
    private static final int REQUESTS = 100;

    private final TlsServer tls = new TlsServer("jsse");

    @Override
    void configure(ServerBuilder builder) {
        tls.configure(builder);
    }

    @Override
    Dial dialTo(Server running) {
        return tls.dial(running.port(), "h2");
    }

    @Override
    List<GoodClient> goodClients() throws IOException {
        return List.of(GoodClient.http1(tls.dial(server().port(), "http/1.1")), GoodClient.http2(dial()));
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    static List<Row> rows() {
        return Stream.of(EndingTest.rows(), HpackTest.rows(), StreamIdTest.rows())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void attack(Row row) {
        play(row, 1);
    }

    static List<Row> floods() {
        return Stream.of(ContinuationFloodTest.rows(), FloodTest.rows(), WindowTest.rows())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("floods")
    void flood(Row row) {
        play(row, FRAMES);
    }

    static List<Row> smuggling() {
        return SmugglingTest.rows();
    }

    @ParameterizedTest
    @MethodSource("smuggling")
    void smuggling(Row row) {
        SmugglingTest.assertRefused(this, row);
    }

    @Test
    void tableSizeThrashIsServed() {
        HpackTest.assertThrashIsServed(this, REQUESTS);
    }
}
