package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.json.Json;
import dev.weir.json.JsonType;
import dev.weir.wire.testkit.Answer.Field;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JSON over the wire: what is read, what is refused, and how much of an answer goes out before its value fails. */
class JsonTest {
    record Item(String name, int price) {}

    /** What is sent with which type, and what is answered. */
    private static final String[][] CASES = {
        {"application/json", "[{\"name\":\"ü\",\"price\":3}]", "200 [{\"name\":\"ü\",\"price\":3}]"},
        {"application/vnd.x+json; charset=utf-8", "[]", "200 []"},
        {"text/plain", "[]", "415 the content is not application/json"},
        {"", "[]", "415 the content has no Content-Type"},
        {"application/json", "", "400 the content is empty"},
        {"application/json", "[{\"name\":\"a\",}]", "400 malformed JSON at /0, line 1, column 14"},
        {
            "application/json",
            "[\n{},\n{\"price\":\"3\"}]",
            "400 a value that is not an integer in range at /1/price, line 3, column 10"
        },
        {"application/json", "[".repeat(100_000), "400 a value that is not an object at /0, line 1, column 2"},
        {"application/json", "null", "400 null where a value is expected"},
    };

    private static final Handler ECHO = (w, r) -> Json.write(w, Json.read(r, new JsonType<List<Item>>() {}));

    private static String post(ObservedServer s, String type, byte[] content, long length) throws Exception {
        List<Field> fields = type.isEmpty() ? List.of() : List.of(new Field("Content-Type", type));
        try (Call call = s.client.open("POST", "/", fields, length)) {
            call.write(content);
            call.end(List.of());
            Reply reply = call.reply();
            String text = new String(reply.readAll(), StandardCharsets.UTF_8).strip();
            s.ends.next();
            return reply.status() + " " + text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadAndWhatIsRefused(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, ECHO)) {
            for (String[] row : CASES) {
                byte[] content = row[1].getBytes(StandardCharsets.UTF_8);
                assertEquals(row[2], post(s, row[0], content, content.length), row[1]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentOverTheLimitIsRefused(Wiring wiring) throws Exception {
        byte[] content = (" ".repeat((1 << 20) - 1) + "[]").getBytes(StandardCharsets.UTF_8);
        try (ObservedServer s = new ObservedServer(wiring, ECHO)) {
            String answer = post(s, "application/json", content, Client.STREAMED);
            assertTrue(answer.startsWith("413 "), answer);
        }
        try (ObservedServer s = new ObservedServer(wiring, ECHO);
                Call call = s.client.open(
                        "POST", "/", List.of(new Field("Content-Type", "application/json")), content.length)) {
            // By its length alone: nothing was sent yet.
            assertEquals(413, call.reply().status());
            s.ends.next();
        }
    }

    /** Items without end, of which one fails. */
    private static Iterable<Item> failing(int good) {
        return () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Item next() {
                if (next++ == good) {
                    throw new IllegalStateException("no more");
                }
                return new Item("item", next);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatFailsLateIsCut(Wiring wiring) throws Exception {
        Handler handler = (w, r) -> Json.write(w, failing(r.path().equals("/late") ? 100_000 : 100));
        try (ObservedServer s = new ObservedServer(wiring, handler)) {
            try (Call call = s.get("/early")) {
                Reply reply = call.reply();
                reply.readAll();
                assertEquals(500, reply.status());
                s.ends.next();
            }
            try (Call call = s.get("/late")) {
                Reply reply = call.reply();
                assertEquals("200 application/json", reply.status() + " " + reply.field("Content-Type"));
                assertThrows(Client.Cut.class, reply::readAll);
                s.ends.next();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSmallAnswerHasItsLengthAndALargeOneIsStreamed(Wiring wiring) throws Exception {
        Handler handler = (w, r) ->
                Json.write(w, Collections.nCopies(r.path().equals("/large") ? 100_000 : 2, new Item("item", 1)));
        try (ObservedServer s = new ObservedServer(wiring, handler)) {
            try (Call call = s.get("/small")) {
                Reply reply = call.reply();
                assertEquals(reply.field("Content-Length"), "" + reply.readAll().length);
                s.ends.next();
            }
            try (Call call = s.get("/large")) {
                Reply reply = call.reply();
                assertNull(reply.field("Content-Length"));
                assertEquals(100_000 * "{\"name\":\"item\",\"price\":1},".length() + 1, reply.readAll().length);
                s.ends.next();
            }
        }
    }
}
