package dev.weir.http2.engine;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.http2.frame.FrameType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each frame in each state of a stream (RFC 9113 section 5.1). A cell says what becomes of it: {@code ok} when the
 * connection goes on and nothing is reset, {@code S} for RST_STREAM on stream 1 with that code, {@code C} for GOAWAY
 * with it.
 */
class StreamStatesTranscriptTest {
    private static final Map<String, Consumer<Peer>> STATES = new LinkedHashMap<>();
    private static final Map<String, Consumer<Peer>> FRAMES = new LinkedHashMap<>();

    static {
        STATES.put("idle", _ -> {});
        STATES.put("open", p -> p.request(1, false, "POST", "/hold"));
        STATES.put("half-closed remote", p -> p.get(1, "/hold"));
        STATES.put("half-closed local", p -> {
            p.request(1, false, "POST", "/close-hold");
            p.expect("DATA 1 END_STREAM");
        });
        STATES.put("closed", p -> {
            p.get(1, "/");
            p.expect("DATA 1 END_STREAM");
        });
        STATES.put(
                "reset by the client", p -> p.request(1, false, "POST", "/hold").reset(1));
        STATES.put("reset by us", p -> {
            p.request(1, false, "POST", "/", "content-length: 1").data(1, false, 2);
            p.expectReset("PROTOCOL_ERROR");
        });
        STATES.put("passed over", p -> {
            p.get(3, "/");
            p.expect("DATA 3 END_STREAM");
        });

        FRAMES.put("HEADERS end", p -> p.headers(1, true, "x-trailer: 1"));
        FRAMES.put("HEADERS", p -> p.headers(1, false, "x-trailer: 1"));
        FRAMES.put("DATA", p -> p.data(1, false, 1));
        FRAMES.put("DATA end", p -> p.data(1, true, 0));
        FRAMES.put("PRIORITY", p -> p.frame(FrameType.PRIORITY, 0, 1, "00000000 10"));
        FRAMES.put("PRIORITY self", p -> p.frame(FrameType.PRIORITY, 0, 1, "00000001 10"));
        FRAMES.put("PRIORITY short", p -> p.frame(FrameType.PRIORITY, 0, 1, "00000000"));
        FRAMES.put("RST_STREAM", p -> p.reset(1));
        FRAMES.put("RST_STREAM short", p -> p.frame(FrameType.RST_STREAM, 0, 1, "000000"));
        FRAMES.put("WINDOW_UPDATE", p -> p.window(1, 1000));
        FRAMES.put("WINDOW_UPDATE 0", p -> p.window(1, 0));
        FRAMES.put("WINDOW_UPDATE max", p -> p.window(1, Integer.MAX_VALUE));
        FRAMES.put("PUSH_PROMISE", p -> p.frame(FrameType.PUSH_PROMISE, 4, 1, "00000002"));
        FRAMES.put("CONTINUATION", p -> p.frame(FrameType.CONTINUATION, 4, 1, ""));
        FRAMES.put("unknown", p -> p.frame(0xfa, 0xff, 1, "0102"));
        FRAMES.put("PRIORITY_UPDATE", p -> p.frame(FrameType.PRIORITY_UPDATE, 0, 0, "00000001 753d30"));
    }

    private static final String CELLS = """
        frame             | idle   | open   | half-closed remote | half-closed local | closed | reset by the client | reset by us | passed over
        HEADERS end       | S:PROT | ok     | S:CLOS | ok     | C:CLOS | S:CLOS | ok     | C:PROT
        HEADERS           | S:PROT | S:PROT | S:CLOS | S:PROT | C:CLOS | S:CLOS | ok     | C:PROT
        DATA              | C:PROT | ok     | S:CLOS | ok     | C:CLOS | S:CLOS | ok     | S:CLOS
        DATA end          | C:PROT | ok     | S:CLOS | ok     | C:CLOS | S:CLOS | ok     | S:CLOS
        PRIORITY          | ok     | ok     | ok     | ok     | ok     | ok     | ok     | ok
        PRIORITY self     | C:PROT | S:PROT | S:PROT | S:PROT | S:PROT | S:PROT | ok     | S:PROT
        PRIORITY short    | C:SIZE | S:SIZE | S:SIZE | S:SIZE | S:SIZE | S:SIZE | ok     | S:SIZE
        RST_STREAM        | C:PROT | ok     | ok     | ok     | ok     | ok     | ok     | ok
        RST_STREAM short  | C:SIZE | C:SIZE | C:SIZE | C:SIZE | C:SIZE | C:SIZE | C:SIZE | C:SIZE
        WINDOW_UPDATE     | C:PROT | ok     | ok     | ok     | ok     | ok     | ok     | ok
        WINDOW_UPDATE 0   | C:PROT | S:PROT | S:PROT | S:PROT | S:PROT | S:PROT | ok     | S:PROT
        WINDOW_UPDATE max | C:PROT | S:FLOW | S:FLOW | S:FLOW | ok     | ok     | ok     | ok
        PUSH_PROMISE      | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT
        CONTINUATION      | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT | C:PROT
        unknown           | ok     | ok     | ok     | ok     | ok     | ok     | ok     | ok
        PRIORITY_UPDATE   | ok     | ok     | ok     | ok     | ok     | ok     | ok     | ok
        """;

    private static final Map<String, String> CODES = Map.of(
            "PROT",
            "PROTOCOL_ERROR",
            "CLOS",
            "STREAM_CLOSED",
            "SIZE",
            "FRAME_SIZE_ERROR",
            "FLOW",
            "FLOW_CONTROL_ERROR");

    @TestFactory
    List<DynamicTest> eachFrameInEachState() {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> rows = CELLS.lines().toList();
        String[] states = rows.getFirst().split("\\|");
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\\|");
            for (int i = 1; i < cells.length; i++) {
                String state = states[i].strip();
                String frame = cells[0].strip();
                String verdict = cells[i].strip();
                tests.add(dynamicTest(frame + " in " + state + ": " + verdict, () -> check(state, frame, verdict)));
            }
        }
        return tests;
    }

    private static void check(String state, String frame, String verdict) {
        try (Peer peer = Peer.begun()) {
            STATES.get(state).accept(peer);
            FRAMES.get(frame).accept(peer);
            if (verdict.equals("ok")) {
                peer.expectAlive();
            } else if (verdict.startsWith("S:")) {
                peer.expectReset(CODES.get(verdict.substring(2)));
                peer.expectAlive();
            } else {
                peer.expectGoAway(CODES.get(verdict.substring(2)));
            }
        }
    }
}
