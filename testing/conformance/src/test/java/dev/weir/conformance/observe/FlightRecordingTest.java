package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.observe.jfr.FlightRecorderEvents;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A recording of a server, and what the tools that docs/flight-recorder.md names say of it. */
@ResourceLock("the flight recorder, which hears all servers of the process")
class FlightRecordingTest {
    private static final Path ROOT = Path.of(System.getProperty("weir.root"));
    private static final int ITEMS = 40;

    @TempDir
    static Path folder;

    private static Path file;

    @BeforeAll
    static void record() throws Exception {
        FlightRecorderEvents events = new FlightRecorderEvents();
        ServeMux mux = new ServeMux();
        mux.handle("GET /items/{id}", (w, r) -> w.write("item " + r.pathValue("id")));
        mux.handle("GET /report", (w, _) -> w.write(new byte[8 << 20]));
        mux.handle("POST /orders", (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        file = Path.of(System.getProperty(
                "weir.recording", folder.resolve("server.jfr").toString()));
        try (Recording recording = new Recording(FlightRecorderEvents.settings())) {
            recording.start();
            try (Server server = Servers.start(b -> b.requestListener(events).connectionListener(events), mux)) {
                http1(server);
                http2(server);
                server.shutdown(Duration.ofSeconds(10));
            }
            recording.dump(file);
        }
    }

    private static Socket socket(Server server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void http1(Server server) throws IOException {
        try (Wire wire = new Wire(socket(server))) {
            for (int i = 0; i < ITEMS; i++) {
                wire.send("GET /items/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
            }
            wire.send("POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                    .answer(false);
            wire.send("GET / HTTP/1.1\r\n\r\n").answer(false);
        }
    }

    private static void http2(Server server) throws IOException {
        try (Http2Wire wire = Http2Wire.begin(socket(server))) {
            for (int i = 0; i < ITEMS; i++) {
                wire.get(2 * i + 1, "/items/" + i).answer(2 * i + 1);
            }
            int large = 2 * ITEMS + 1;
            wire.get(large, "/report").expect("HEADERS " + large);
            wire.window(0, 16 << 20).window(large, 16 << 20);
            Http2Wire.Frame frame = wire.read();
            while (!frame.ends()) {
                frame = wire.read();
            }
            wire.get(large + 2, "/report").expect("HEADERS " + (large + 2));
            wire.reset(large + 2, 8).frame(Http2Wire.PING, 0, 0, new byte[8]);
            while (frame.type() != Http2Wire.PING || frame.flags() != Http2Wire.ACK) {
                frame = wire.read();
            }
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.set(0, Path.of(System.getProperty("java.home"), "bin", command[0]).toString());
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exit = process.waitFor();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertEquals(0, exit, said);
        return said;
    }

    private static String line(String of, String beginning) {
        return of.lines()
                .filter(l -> l.strip().startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + beginning + " in\n" + of));
    }

    /** The page shows the columns that the command prints. */
    private static void requireOnPage(String heading) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/flight-recorder.md"));
        assertTrue(
                page.lines().anyMatch(l -> l.strip().equals(heading.strip())), () -> heading + " is not on the page");
    }

    @Test
    void theSummaryCountsEachEvent() throws Exception {
        String said = run("jfr", "summary", file.toString());
        assertEquals(
                2 * ITEMS + 4,
                Integer.parseInt(line(said, "weir.Request ").strip().split(" +")[1]));
        assertEquals(2, Integer.parseInt(line(said, "weir.Connection ").strip().split(" +")[1]));
        assertEquals(1, Integer.parseInt(line(said, "weir.StreamReset ").strip().split(" +")[1]));
        assertEquals(1, Integer.parseInt(line(said, "weir.Shutdown ").strip().split(" +")[1]));
    }

    @Test
    void theViewHasAColumnForEachField() throws Exception {
        String said = run("jfr", "view", "--width", "160", "weir.StreamReset", file.toString());
        assertTrue(said.contains("CANCEL"), said);
        requireOnPage(line(said, "Start Time "));
    }

    @Test
    void theProgramAddsUpByRoute() throws Exception {
        String said =
                run("java", ROOT.resolve("samples/programs/RequestTimes.java").toString(), file.toString());
        requireOnPage(line(said, "route "));
        String[] items = line(said, "GET /items/{id} ").strip().split(" +");
        assertEquals(String.valueOf(2 * ITEMS), items[2], said);
        assertEquals("0", items[3], said);
        String[] report = line(said, "GET /report ").strip().split(" +");
        assertEquals("2", report[2], said);
        assertEquals("1", report[3], said);
        assertTrue(Double.parseDouble(report[7]) > 0, said);
        assertEquals("1", line(said, "POST /orders ").strip().split(" +")[3], said);
    }
}
