package dev.weir.attack;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Dial;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on HTTP/1.1 over TLS: the server answers as it does without. */
class Http1OverTlsTest extends Http1Family {
    private static final int SIZE = 1 << 20;

    private final TlsServer tls = new TlsServer("jsse");

    @Override
    void configure(ServerBuilder builder) {
        tls.configure(builder);
    }

    @Override
    Dial dialTo(Server running) {
        return tls.dial(running.port(), "http/1.1");
    }

    @Override
    GoodClient http2Client() throws IOException {
        return GoodClient.http2(tls.dial(server().port(), "h2"));
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    static List<Case> cases() {
        return Stream.of(RequestSmugglingTest.cases(), BadHeadTest.cases(), ChunkTest.cases())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void attack(Case one) {
        play(one, SIZE);
    }
}
