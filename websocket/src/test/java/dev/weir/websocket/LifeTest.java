package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.websocket.WebSocketEnd.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what and when, how it ends, and what the time-outs do. */
@Timeout(60)
class LifeTest {
    private static final Duration SHORT = Duration.ofMillis(60);
    /** For what has to be done before, on a busy machine too. */
    private static final Duration AMPLE = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofMinutes(1);

    private static Conversation talk(WebSocketHandler handler) {
        return new Conversation(b -> b, handler);
    }

    private static Conversation talk(UnaryOperator<WebSocketConfig.Builder> config, WebSocketHandler handler) {
        WebSocketConfig made = config.apply(
                        WebSocketConfig.builder().closeTimeout(LONG).pingTimeout(LONG))
                .build();
        return new Conversation(b -> b.config(made), handler);
    }

    // ---- sending

    @Test
    void allWaysToSend() throws Exception {
        try (Conversation talk = talk(ws -> {
            ws.send("text");
            ws.send(new byte[] {'b', '1'});
            ByteBuffer some = ByteBuffer.wrap("xb2x".getBytes(StandardCharsets.US_ASCII), 1, 2);
            ws.send(some);
            assertFalse(some.hasRemaining());
            ws.send(ByteBuffer.allocateDirect(2).put(0, (byte) 'b').put(1, (byte) '3'));
            ws.ping(new byte[] {'p'});
            ws.send("\uD800?");
            try (Writer out = ws.sendWriter()) {
                out.write("wri");
                out.flush();
                ws.ping(new byte[0]);
                out.write("ter");
            }
            try (OutputStream out = ws.sendStream()) {
                out.write('s');
            }
            try (OutputStream out = ws.sendStream()) {
                out.write(new byte[40_000]);
            }
        })) {
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                heard.add(talk.hear());
            }
            assertEquals(
                    "[T:text, B:b1, B:b2, B:b3, P:p, T:??, T-:wri, P:, C:ter, B:s, B-:"
                            + heard.get(10).substring(3) + "]",
                    heard.toString());
            assertEquals(16_384, talk.take().payload().length);
            assertEquals(40_000 - 2 * 16_384, talk.take().payload().length);
            assertEquals("X:1000:", talk.hear());
            talk.say("X:1000");
            assertEquals(new WebSocketEnd(Kind.CLOSED, 1000, ""), talk.ended());
        }
    }

    @Test
    void messagesOfManyThreadsNeverMix() throws Exception {
        int threads = 8;
        int each = 200;
        try (Conversation talk = talk(ws -> {
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String name = String.valueOf((char) ('a' + t));
                int kind = t % 3;
                all.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            switch (kind) {
                                case 0 -> ws.send(name.repeat(1 + i % 50 * 50));
                                case 1 -> ws.send(name.repeat(10).getBytes(StandardCharsets.US_ASCII));
                                default -> {
                                    try (Writer out = ws.sendWriter()) {
                                        for (int k = 0; k < 3; k++) {
                                            out.write(name.repeat(5));
                                            out.flush();
                                        }
                                    }
                                }
                            }
                            ws.ping(new byte[] {1});
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread thread : all) {
                thread.join();
            }
        })) {
            Map<Character, Integer> messages = new HashMap<>();
            char within = 0;
            for (String word = talk.hear(); !word.startsWith("X"); word = talk.hear()) {
                if (word.startsWith("P")) {
                    continue;
                }
                String text = word.substring(word.indexOf(':') + 1);
                if (!text.isEmpty()) {
                    char first = text.charAt(0);
                    assertEquals(String.valueOf(first).repeat(text.length()), text);
                    assertTrue(within == 0 || within == first, word);
                    within = first;
                }
                if (!word.contains("-:")) {
                    messages.merge(within, 1, Integer::sum);
                    within = 0;
                }
            }
            assertEquals(threads, messages.size());
            messages.values().forEach(n -> assertEquals(each, n));
        }
    }

    @Test
    void whoStreamsDoesNotWaitForItself() throws Exception {
        try (Conversation talk = talk(ws -> {
            OutputStream out = ws.sendStream();
            assertThrows(IllegalStateException.class, () -> ws.send("x"));
            assertThrows(IllegalStateException.class, ws::sendStream);
            out.close();
            assertThrows(IOException.class, () -> out.write(1));
            ws.send("y");
        })) {
            assertEquals("B:", talk.hear());
            assertEquals("T:y", talk.hear());
        }
    }

    /** Nothing says that what was sent is the whole. */
    @Test
    void aStreamThatIsLeftOpenIsNotEnded() throws Exception {
        try (Conversation talk = talk(ws -> {
            OutputStream out = ws.sendStream();
            out.write('a');
            out.flush();
        })) {
            assertEquals("B-:a", talk.hear());
            assertEquals("X:1000:", talk.hear());
            talk.say("X");
            assertEquals("END", talk.hear());
            talk.response();
        }
    }

    @Test
    void pingsAreAnsweredWhileOthersSend() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (Conversation talk = talk(ws -> {
            Thread reader = Thread.ofVirtual().start(ws::receive);
            try (OutputStream out = ws.sendStream()) {
                out.write('a');
                out.flush();
                answered.await();
                out.write('b');
            }
            reader.join();
        })) {
            assertEquals("B-:a", talk.hear());
            talk.say("P:now");
            assertEquals("O:now", talk.hear());
            answered.countDown();
            assertEquals("C:b", talk.hear());
            talk.say("X:1000");
            assertEquals(Kind.CLOSED_BY_PEER, talk.ended().kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2000, 5000})
    void codesThatCannotBeSent(int code) throws Exception {
        try (Conversation talk = talk(ws -> {
            assertThrows(IllegalArgumentException.class, () -> ws.close(code, ""));
            assertThrows(IllegalArgumentException.class, () -> ws.close(1000, "ä".repeat(62)));
            assertThrows(IllegalArgumentException.class, () -> ws.ping(new byte[126]));
            assertTrue(ws.isOpen());
            ws.close(4000, "x".repeat(123));
        })) {
            assertEquals("X:4000:" + "x".repeat(123), talk.hear());
            assertEquals(4000, talk.ended().code());
        }
    }

    // ---- receiving

    @Test
    void aLongMessageIsReadAsItComes() throws Exception {
        BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        try (Conversation talk = talk(c -> c.maxMessageSize(10), ws -> {
            IncomingMessage m = ws.nextMessage();
            assertTrue(m.isText());
            Reader reader = m.reader();
            char[] some = new char[100];
            for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
                parts.add(new String(some, 0, n));
            }
            assertEquals(-1, m.stream().read());
            IncomingMessage binary = ws.nextMessage();
            assertThrows(IllegalStateException.class, binary::reader);
            assertEquals('1', binary.stream().read());
            IncomingMessage dropped = ws.nextMessage();
            assertThrows(IllegalStateException.class, () -> binary.stream().read());
            assertEquals('d', dropped.stream().read());
            assertEquals(new Text("last"), ws.receive());
            assertNull(ws.nextMessage());
            assertNull(ws.receive());
        })) {
            talk.say("T-:hello_");
            assertEquals("hello ", parts.take());
            talk.say("P:x C-:world,_this C:_is_long");
            assertEquals("O:x", talk.hear());
            StringBuilder rest = new StringBuilder();
            while (rest.length() < 19) {
                rest.append(parts.take());
            }
            assertEquals("world, this is long", rest.toString());
            talk.say("B:1 T:dropped T:last X:1000");
            assertEquals("X:1000:", talk.hear());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    @Test
    void theNextMessageDropsTheRestOfTheOneBefore() throws Exception {
        try (Conversation talk = talk(ws -> {
            assertEquals('a', ws.nextMessage().stream().read());
            assertEquals(new Text("next"), ws.receive());
            assertArrayEquals(new byte[] {'b'}, ws.nextMessage().stream().readNBytes(1));
            assertNull(ws.receive());
        })) {
            talk.say("T-:abc C:def T:next B-:bcd P:x C:e X:1000");
            assertEquals("O:x X:1000:", talk.hearAll());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    @ParameterizedTest
    @CsvSource({"EOF, BROKEN", "X:1001, CLOSED_BY_PEER", "hex:83, PROTOCOL_ERROR", "hex:808100000000ff, PROTOCOL_ERROR"
    })
    void aPartIsNotTakenForTheWhole(String end, Kind kind) throws Exception {
        try (Conversation talk = talk(ws -> {
            IncomingMessage m = ws.nextMessage();
            IOException thrown =
                    assertThrows(IOException.class, () -> m.stream().readAllBytes());
            assertThrows(IOException.class, () -> m.stream().read());
            assertEquals(kind, ws.end().orElseThrow().kind());
            // It is no failure.
            throw thrown;
        })) {
            talk.say("T-:part " + end);
            assertEquals(kind, talk.ended().kind());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    @Test
    void oneThreadReceives() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        try (Conversation talk = talk(ws -> {
            Thread reader = Thread.ofVirtual().start(() -> {
                inside.countDown();
                ws.receive();
            });
            inside.await();
            while (reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThrows(IllegalStateException.class, ws::receive);
            ws.send("ok");
            reader.join();
        })) {
            assertEquals("T:ok", talk.hear());
            talk.say("X");
            assertEquals("X:", talk.hear());
        }
    }

    @ParameterizedTest
    @CsvSource({"X:1000, CLOSED_BY_PEER, X:1000:", "T:hello, CLOSED, X:1008:nobody receives messages here"})
    void sendOnlyListens(String said, Kind kind, String close) throws Exception {
        try (Conversation talk = talk(ws -> {
            ws.sendOnly();
            assertThrows(IllegalStateException.class, ws::receive);
            ws.send("tick");
            assertTrue(ws.awaitEnd(LONG));
            assertThrows(ClosedChannelException.class, () -> ws.send("tock"));
        })) {
            assertEquals("T:tick", talk.hear());
            talk.say("P:x");
            assertEquals("O:x", talk.hear());
            talk.say(said);
            assertEquals(close, talk.hear());
            assertEquals(kind, talk.ended().kind());
        }
    }

    // ---- ends

    @Test
    void whatComesAfterOurCloseIsDropped() throws Exception {
        try (Conversation talk = talk(c -> c, ws -> {
            ws.close(1000, "bye");
            ws.close(1001, "again");
            assertFalse(ws.isOpen());
            assertNull(ws.receive());
            assertThrows(ClosedChannelException.class, () -> ws.send("x"));
            assertThrows(ClosedChannelException.class, () -> ws.sendStream());
            assertThrows(ClosedChannelException.class, () -> ws.ping(new byte[0]));
        })) {
            assertEquals("X:1000:bye", talk.hear());
            talk.say("T:late T-:x C:y P:x X:1000");
            assertEquals("END", talk.hear());
            assertEquals(new WebSocketEnd(Kind.CLOSED, 1000, "bye"), talk.ended());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    @Test
    void aHandlerThatFailsCloses() throws Exception {
        try (Conversation talk = talk(ws -> {
            throw new IllegalStateException("on purpose");
        })) {
            assertEquals("X:1011:", talk.hear());
            talk.say("X:1011");
            assertEquals("END", talk.hear());
            assertEquals("on purpose", talk.response().failure().orElseThrow().getMessage());
        }
    }

    /** Its own exception, as the client is gone, is no failure; that of another is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoseExceptionItIs(boolean own) throws Exception {
        BlockingQueue<WebSocket> other = new LinkedBlockingQueue<>();
        try (Conversation gone = talk(other::add);
                Conversation talk = talk(ws -> {
                    ws.receive();
                    WebSocket to = own ? ws : other.take();
                    while (true) {
                        to.send("more");
                    }
                })) {
            gone.say("X");
            gone.response();
            talk.say("X:1001");
            assertEquals(own, talk.response().failure().isEmpty());
        }
    }

    @Test
    void aShutdownSaysGoodbye() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        try (Conversation talk = talk(ws -> {
            ready.countDown();
            assertNull(ws.receive());
            assertEquals(Kind.DRAINED, ws.end().orElseThrow().kind());
        })) {
            ready.await();
            talk.tunnel.drain();
            assertEquals("X:1001:the server shuts down", talk.hear());
            talk.say("T:late X:1001");
            assertEquals(Optional.empty(), talk.response().failure());
            assertEquals("END", talk.hear());
        }
    }

    // ---- time-outs

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (Conversation talk = talk(c -> c.writeTimeout(AMPLE), ws -> {
            ws.send("first");
            ws.receive();
            ws.send("second");
        })) {
            assertEquals("T:first", talk.hear());
            talk.tunnel.stick();
            talk.say("T:go");
            assertEquals("END", talk.hear());
            assertEquals("the client does not read", talk.ended().reason());
            assertEquals(Kind.TIMED_OUT, talk.ended().kind());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    @Test
    void aClientThatDoesNotAnswerAPingIsCutOff() throws Exception {
        try (Conversation talk = talk(c -> c.pingInterval(SHORT).pingTimeout(AMPLE), ws -> assertNull(ws.receive()))) {
            assertEquals("P:", talk.hear());
            talk.say("O:");
            assertEquals("P:", talk.hear());
            assertEquals("END", talk.hear());
            assertEquals(new WebSocketEnd(Kind.TIMED_OUT, 1006, "the client does not answer a ping"), talk.ended());
        }
    }

    /** Time that nobody has listened in says nothing of the client. */
    @Test
    void aClientThatNobodyListensToIsNotCutOff() throws Exception {
        CountDownLatch pinged = new CountDownLatch(1);
        try (Conversation talk = talk(c -> c.pingInterval(SHORT).pingTimeout(SHORT), ws -> {
            pinged.await();
            assertEquals(new Text("still here"), ws.receive());
            ws.send("good");
        })) {
            for (int i = 0; i < 5; i++) {
                assertEquals("P:", talk.hear());
            }
            talk.say("O: O: T:still_here");
            pinged.countDown();
            String heard = talk.hear();
            while (heard.equals("P:")) {
                heard = talk.hear();
            }
            assertEquals("T:good", heard);
        }
    }

    @Test
    void anIdleOneIsClosed() throws Exception {
        try (Conversation talk = talk(c -> c.idleTimeout(SHORT.multipliedBy(2)), ws -> assertNull(ws.receive()))) {
            assertEquals("X:1001:idle for too long", talk.hear());
            talk.say("X:1001");
            assertEquals(Kind.TIMED_OUT, talk.ended().kind());
        }
    }

    @Test
    void aCloseThatIsNotAnsweredIsCutOff() throws Exception {
        try (Conversation talk = new Conversation(
                b -> b.config(WebSocketConfig.builder().closeTimeout(AMPLE).build()), ws -> {})) {
            assertEquals("X:1000:", talk.hear());
            assertEquals("END", talk.hear());
            assertEquals(Kind.CLOSED, talk.ended().kind());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    /** Also where a thread is held up in a write. */
    @Test
    void aCloseDoesNotWaitForAWrite() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        try (Conversation talk = new Conversation(
                b -> b.config(WebSocketConfig.builder().closeTimeout(AMPLE).build()), ws -> {
                    ws.receive();
                    Thread writer = Thread.ofVirtual().start(() -> {
                        stuck.countDown();
                        assertThrows(IOException.class, () -> ws.send("x"));
                    });
                    stuck.await();
                    while (writer.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    ws.close();
                    writer.join();
                })) {
            talk.tunnel.stick();
            talk.say("T:go");
            assertEquals("END", talk.hear());
            assertEquals(Optional.empty(), talk.response().failure());
        }
    }

    // ---- counts

    @ParameterizedTest
    @CsvSource({
        "X:1000, CLOSED_BY_PEER",
        "T:close X, CLOSED",
        "EOF, BROKEN",
        "hex:8100, PROTOCOL_ERROR",
        "DRAIN, DRAINED"
    })
    void eachIsCountedOnceByItsEnd(String said, Kind kind) throws Exception {
        for (boolean brought : new boolean[] {false, true}) {
            WebSocketStats stats = new WebSocketStats();
            CountDownLatch open = new CountDownLatch(1);
            WebSocketHandler receives = ws -> {
                open.countDown();
                while (ws.receive() != null) {
                    ws.close();
                }
            };
            WebSocketHandler isBrought = new Conversation.Listening(ws -> {
                open.countDown();
                return _ -> ws.close();
            });
            try (Conversation talk = new Conversation(b -> b.stats(stats), brought ? isBrought : receives)) {
                open.await();
                assertEquals(1, stats.opened());
                assertEquals(1, stats.open());
                if (said.equals("DRAIN")) {
                    talk.tunnel.drain();
                    talk.hear();
                    talk.say("X:1001");
                } else {
                    talk.say(said);
                }
                assertEquals(kind, talk.ended().kind());
                assertEquals(1, stats.opened());
                assertEquals(0, stats.open());
                for (Kind each : Kind.values()) {
                    assertEquals(each == kind ? 1 : 0, stats.ended(each), each::toString);
                }
            }
        }
    }
}
