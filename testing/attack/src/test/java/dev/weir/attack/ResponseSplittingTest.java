package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Headers;
import dev.weir.http.api.ResponseWriter;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A handler puts what a client has sent into a field, with a line end in it (CVE-2022-41915 and its kin): the call
 * throws, and not a byte of it goes out.
 */
class ResponseSplittingTest extends Http1Family {
    private static final String EVIL = "x\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nEvil: y";

    /** A way to set a field. */
    private record Way(String name, Use use) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Use {
        void set(ResponseWriter w, String name, String value) throws Exception;
    }

    private static final List<Way> WAYS = List.of(
            new Way("header", (w, name, value) -> w.header(name, value)),
            new Way("headers().set", (w, name, value) -> w.headers().set(name, value)),
            new Way("headers().add", (w, name, value) -> w.headers().add(name, value)),
            new Way("inform", (w, name, value) -> w.inform(103, new Headers().add(name, value))),
            new Way("trailers", (w, name, value) -> w.trailers().set(name, value)),
            new Way("Location", (w, name, value) -> w.header("Location", "/" + value + name)),
            new Way("Content-Length", (w, name, value) -> w.header("Content-Length", value + name)));

    /** Names or values with what ends a line, or is taken for such an end somewhere. */
    private static final List<String> BAD =
            List.of(EVIL, "x\r", "x\n", "\r\nx", "x\u0000", "x\ny", "x\ry", "x\r\n y", "x\u010ay", "x\u560d\u560ay");

    static IntStream ways() {
        return IntStream.range(0, WAYS.size());
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @Override
    void routes(ServeMux mux) {
        super.routes(mux);
        mux.handle("GET /split/{way}", (w, r) -> {
            Way way = WAYS.get(Integer.parseInt(r.pathValue("way")));
            int refused = 0;
            for (String bad : BAD) {
                refused += refuses(way, w, "Name", bad) ? 1 : 0;
                refused += refuses(way, w, bad, "value") ? 1 : 0;
            }
            w.write(refused + " refused");
        });
    }

    private static boolean refuses(Way way, ResponseWriter w, String name, String value) throws Exception {
        try {
            way.use.set(w, name, value);
            return false;
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void responseSplittingCve202241915(int way) {
        attack(() -> {
            try (Wire wire = wire()) {
                wire.send("GET /split/" + way + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                wire.halfClose();
                Answer answer = wire.answer(false);
                assertEquals(200, answer.status(), () -> WAYS.get(way) + wire.transcript());
                assertEquals(2 * BAD.size() + " refused", answer.body(), () -> WAYS.get(way) + wire.transcript());
                assertEquals(List.of(), answer.all("Evil"), wire::transcript);
                assertEquals(List.of(), answer.all("Name"), wire::transcript);
                assertEquals("", wire.rest(), wire::transcript);
            }
            return null;
        });
    }
}
