package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.websocket.Broadcast.WhenFull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many receivers, fast and slow. */
@Timeout(60)
class BroadcastTest {
    private static WebSocketHandler member(Broadcast room, CountDownLatch ready) {
        return ws -> {
            room.add(ws);
            room.add(ws);
            ready.countDown();
            try {
                while (ws.receive() instanceof Text t) {
                    room.send(t.value());
                }
            } finally {
                room.remove(ws);
            }
        };
    }

    @Test
    void allGetAllInOrder() throws Exception {
        Broadcast room = new Broadcast(1000, 1 << 20, WhenFull.CLOSE);
        CountDownLatch ready = new CountDownLatch(5);
        List<Conversation> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new Conversation(b -> b, member(room, ready)));
        }
        ready.await();
        assertEquals(5, room.size());
        for (int i = 0; i < 200; i++) {
            all.getFirst().say("T:" + i);
        }
        for (Conversation talk : all) {
            for (int i = 0; i < 200; i++) {
                assertEquals("T:" + i, talk.hear());
            }
        }
        room.send(new byte[] {'b'});
        for (Conversation talk : all) {
            assertEquals("B:b", talk.hear());
            talk.say("X:1000");
            assertEquals("X:1000:", talk.hear());
            talk.response();
        }
        assertEquals(0, room.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=9",
            })
    void isCompressedForWhoHasAgreed(String offer) throws Exception {
        Broadcast room = new Broadcast();
        CountDownLatch ready = new CountDownLatch(2);
        WebSocketConfig config = WebSocketConfig.builder().serverTakeover(true).build();
        String text = "all work and no play ".repeat(200);
        try (Conversation plain = new Conversation(b -> b.config(config), member(room, ready));
                Conversation packed = new Conversation(
                        b -> b.config(config), r -> r.header("Sec-WebSocket-Extensions", offer), member(room, ready))) {
            ready.await();
            room.send(text);
            room.send("short");
            assertEquals("T:" + text, plain.hear());
            assertEquals("T:short", plain.hear());
            Conversation.Frame frame = packed.take();
            assertEquals(0xC1, frame.first());
            assertTrue(frame.payload().length < text.length() / 4);
            try (Inflater inflater = new Inflater(true)) {
                byte[] out = new byte[text.length()];
                inflater.setInput(frame.payload());
                assertEquals(out.length, inflater.inflate(out));
                assertEquals(new Binary(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), new Binary(out));
            }
            assertEquals("T:short", packed.hear());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowReceiverHoldsNobodyUp(WhenFull rule) throws Exception {
        Broadcast room = new Broadcast(4, 1 << 20, rule);
        CountDownLatch ready = new CountDownLatch(2);
        WebSocketConfig config = WebSocketConfig.builder()
                .closeTimeout(java.time.Duration.ofMillis(50))
                .build();
        try (Conversation slow = new Conversation(b -> b.config(config), member(room, ready));
                Conversation fast = new Conversation(b -> b, member(room, ready))) {
            ready.await();
            slow.tunnel.stick();
            for (int i = 0; i < 20; i++) {
                room.send("message " + i);
                assertEquals("T:message " + i, fast.hear());
            }
            if (rule == WhenFull.CLOSE) {
                assertEquals(new WebSocketEnd(WebSocketEnd.Kind.CLOSED, 1013, "does not keep up"), slow.ended());
                assertEquals("END", slow.hear());
                slow.response();
                assertEquals(1, room.size());
            } else {
                assertEquals(2, room.size());
                slow.tunnel.unstick();
                // One was on its way, four waited.
                for (int i = 0; i < 5; i++) {
                    assertEquals("T:message " + i, slow.hear());
                }
                room.send("again");
                assertEquals("T:again", slow.hear());
            }
        }
    }

    @Test
    void theBytesThatWaitAreBounded() throws Exception {
        Broadcast room = new Broadcast(100, 1000, WhenFull.DROP);
        CountDownLatch ready = new CountDownLatch(1);
        try (Conversation slow = new Conversation(b -> b, member(room, ready))) {
            ready.await();
            slow.tunnel.stick();
            for (int i = 0; i < 10; i++) {
                room.send(String.valueOf(i).repeat(5000));
                slow.tunnel.awaitWriter();
            }
            slow.tunnel.unstick();
            assertEquals('0', slow.hear().charAt(2));
            assertEquals('1', slow.hear().charAt(2));
            room.send("x");
            assertEquals("T:x", slow.hear());
        }
    }

    @Test
    void oneThatIsOverIsTakenOut() throws Exception {
        Broadcast room = new Broadcast();
        try (Conversation talk = new Conversation(b -> b, room::add)) {
            assertEquals("X:1000:", talk.hear());
            talk.say("X");
            talk.response();
            assertEquals(1, room.size());
            room.send("x");
            assertEquals(0, room.size());
        }
    }

    @Test
    void aQueueHasRoomForAMessage() {
        assertThrows(IllegalArgumentException.class, () -> new Broadcast(0, 1, WhenFull.DROP));
        assertThrows(IllegalArgumentException.class, () -> new Broadcast(1, 0, WhenFull.DROP));
    }
}
