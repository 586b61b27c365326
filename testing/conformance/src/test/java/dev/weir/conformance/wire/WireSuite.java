package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.wire.Row.End;
import dev.weir.conformance.wire.Row.Expected;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the rows of a table against one server, each on a connection of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WireSuite {
    private static final String AFTER = "GET /after HTTP/1.1\r\nHost: after\r\n\r\n";

    private final Map<Integer, Handler> handlers = new ConcurrentHashMap<>();
    private final Handler probe = new Probe();
    private Server server;

    /** The table. */
    public abstract Stream<Row> rows();

    /** Settings other than the defaults. */
    void configure(ServerBuilder builder) {}

    @BeforeAll
    void start() throws IOException {
        ServerBuilder builder =
                Server.builder().address("127.0.0.1:0").handler(this::serve).errorLog(Servers.LOG);
        configure(builder);
        server = builder.build();
        server.start();
    }

    @AfterAll
    void stop() {
        Servers.awaitNoConnections(server);
        assertTrue(server.shutdown(Duration.ofSeconds(10)), "shutdown had to cut something");
    }

    Server server() {
        return server;
    }

    private void serve(ResponseWriter w, Request r) throws Exception {
        if (r.rawPath().equals("/after")) {
            w.write("after");
            return;
        }
        int port = ((InetSocketAddress) r.remoteAddress()).getPort();
        handlers.getOrDefault(port, probe).serve(w, r);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void wire(Row row) throws IOException {
        play(row);
    }

    /** Plays a row; the failure tells all of it. */
    final void play(Row row) throws IOException {
        Socket socket = Wire.unconnected();
        int port = socket.getLocalPort();
        if (row.handler != null) {
            handlers.put(port, row.handler);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()), Wire.SAFETY_MILLIS);
        try (Wire wire = new Wire(socket)) {
            String doing = "";
            try {
                Answer last = null;
                for (Row.Step step : row.steps) {
                    doing = step.toString();
                    last = step(wire, step, last);
                }
                doing = "then " + row.end;
                end(wire, row.end, last);
            } catch (AssertionError e) {
                throw new AssertionError(tell(row, doing) + e.getMessage(), e);
            } catch (IOException e) {
                throw new AssertionError(tell(row, doing) + e.getMessage() + wire.transcript(), e);
            }
        } finally {
            handlers.remove(port);
        }
    }

    private static String tell(Row row, String doing) {
        return row.name + "\n  expected: " + Wire.show(doing) + "\n  but:      ";
    }

    private static Answer step(Wire wire, Row.Step step, Answer before) throws IOException {
        switch (step) {
            case Row.Send send -> wire.send(send.bytes());
            case Row.Trickle trickle -> {
                for (String one : trickle.bytes().split("")) {
                    wire.send(one);
                }
            }
            case Row.HalfClose _ -> wire.halfClose();
            case Row.Raw raw -> {
                String got = wire.exactly(raw.bytes().length(), "raw bytes");
                if (!got.equals(raw.bytes())) {
                    throw wire.fail("not these raw bytes: " + Wire.show(got));
                }
            }
            case Row.RawEnd _ -> {
                String got = wire.rest();
                if (!got.isEmpty()) {
                    throw wire.fail("more raw bytes: " + Wire.show(got));
                }
            }
            case Expected expected -> {
                return expected.partial ? partial(wire, expected) : check(wire, expected, wire.answer(expected.toHead));
            }
        }
        return before;
    }

    /** An answer that must not be whole. */
    private static Answer partial(Wire wire, Expected expected) throws IOException {
        Answer got;
        try {
            got = wire.answer(expected.toHead);
        } catch (Wire.BrokenOff e) {
            String text = wire.transcript();
            if (expected.bodyHas != null && !text.contains(expected.bodyHas)) {
                throw wire.fail("broke off, but without \"" + expected.bodyHas + "\" before");
            }
            return null;
        }
        throw wire.fail("a whole answer: " + got);
    }

    private static Answer check(Wire wire, Expected expected, Answer got) {
        if (Arrays.stream(expected.statuses).noneMatch(s -> s == got.status())) {
            throw wire.fail("status " + got.status());
        }
        if (expected.body != null && !expected.body.equals(got.body())) {
            throw wire.fail("body \"" + Wire.show(got.body()) + "\"");
        }
        if (expected.bodyHas != null && !got.body().contains(expected.bodyHas)) {
            throw wire.fail("body \"" + Wire.show(got.body()) + "\"");
        }
        if (expected.bodySize >= 0 && got.body().length() != expected.bodySize) {
            throw wire.fail("body of " + got.body().length() + " bytes");
        }
        if (expected.framing != null && expected.framing != got.framing()) {
            throw wire.fail("framing " + got.framing());
        }
        for (Answer.Field field : expected.fields) {
            if (!got.all(field.name()).equals(List.of(field.value()))) {
                throw wire.fail(field.name() + ": " + got.all(field.name()));
            }
        }
        for (Answer.Field trailer : expected.trailers) {
            if (!Answer.all(got.trailers(), trailer.name()).equals(List.of(trailer.value()))) {
                throw wire.fail("trailers " + got.trailers());
            }
        }
        for (String name : expected.absent) {
            if (!got.all(name).isEmpty()) {
                throw wire.fail(name + ": " + got.all(name));
            }
        }
        if (got.status() >= 200 && !expected.noDate && got.all("Date").isEmpty()) {
            throw wire.fail("no Date");
        }
        return got;
    }

    private static void end(Wire wire, End end, Answer last) throws IOException {
        switch (end) {
            case KEEP -> {
                if (last != null && last.connection("close")) {
                    throw wire.fail("the answer says Connection: close");
                }
                wire.send(AFTER);
                Answer after = wire.answer(false);
                if (after.status() != 200 || !after.body().equals("after")) {
                    throw wire.fail("the following request was answered with " + after);
                }
                wire.halfClose();
                String more = wire.rest();
                if (!more.isEmpty()) {
                    throw wire.fail("more than the answers: " + Wire.show(more));
                }
            }
            case CLOSE, CLOSE_SILENTLY -> {
                if (end == End.CLOSE && !last.connection("close")) {
                    throw wire.fail("the answer does not say Connection: close");
                }
                wire.send(AFTER);
                String more = wire.restOrReset();
                if (!more.isEmpty()) {
                    throw wire.fail("more after the connection's last answer: " + Wire.show(more));
                }
            }
            case CUT, LEFT -> {}
        }
    }
}
