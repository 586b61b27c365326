package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.config.Http2Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that are slow or silent, against short deadlines: all of them at once, as each does little but wait. */
class SlowPeerTest extends Family {
    /** Longer than a loaded machine stands still, so that the good clients are never idle for so long. */
    private static final Duration DEADLINE = Duration.ofSeconds(4);

    private static final String ANSWERS = """
        connect, then silence => closed
        half a preface, then silence => closed
        slow preface => GOAWAY 0 NO_ERROR (the read deadline has passed); closed
        preface, then silence => GOAWAY 0 NO_ERROR (the read deadline has passed); closed
        preface and half a SETTINGS frame, then silence => \
        GOAWAY 0 NO_ERROR (the read deadline has passed); closed
        preface and SETTINGS, then silence => GOAWAY 0 NO_ERROR (the connection was idle for too long); closed
        half a frame, then silence => GOAWAY 0 NO_ERROR (the connection was idle for too long); closed
        a frame by single octets => GOAWAY 0 NO_ERROR (the connection was idle for too long); closed
        header block without END_HEADERS, then silence => \
        GOAWAY 0 NO_ERROR (the connection was idle for too long); closed
        header block without END_HEADERS beside a request, then silence => \
        GOAWAY 1 NO_ERROR (the read deadline has passed); closed
        request without the rest of its content, then silence => RST_STREAM NO_ERROR; open
        conversation that does not go on => RST_STREAM INTERNAL_ERROR; open
        SETTINGS never acknowledged => GOAWAY 1 SETTINGS_TIMEOUT (the read deadline has passed); closed
        """;

    private final Map<String, FutureTask<Observed>> playing = new ConcurrentHashMap<>();

    static List<Row> rows() {
        return rows(attacks(), ANSWERS);
    }

    private static List<Http2Attack> attacks() {
        return Stream.concat(SlowPeers.all().stream(), Stream.of(SlowPeers.halfConversation()))
                .toList();
    }

    @Override
    void configure(ServerBuilder builder) {
        builder.readHeaderTimeout(DEADLINE).readTimeout(DEADLINE).idleTimeout(DEADLINE);
    }

    @Override
    Http2Config http2() {
        return Http2Config.builder()
                .prefaceTimeout(DEADLINE)
                .settingsTimeout(DEADLINE)
                .build();
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    /** Several of each, in the long form many. */
    @BeforeAll
    void playAll() {
        int each = size(1, 50);
        for (Http2Attack attack : attacks()) {
            List<FutureTask<Observed>> tasks = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                FutureTask<Observed> task = new FutureTask<>(() -> attack.observe(dial(), 1));
                tasks.add(task);
                Thread.ofPlatform().daemon().start(task);
            }
            playing.put(attack.name(), tasks.getLast());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void slowPeer(Row row) throws Exception {
        Observed seen = playing.get(row.attack().name()).get();
        assertEquals(row.answer(), seen.toString(), seen::transcript);
        if (row.attack().name().equals(SlowPeers.halfContent().name())) {
            assertEquals("408", seen.status(1), seen::transcript);
        }
    }
}
