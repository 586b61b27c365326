package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestEvents.Event;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events are read as they come; WebSockets are tested with the module that serves them, and refusals here. */
@Timeout(30)
class TestStreamsTest {
    private static Handler stream(String text) {
        return (w, r) -> {
            w.header("Content-Type", "text/event-stream");
            w.write(text);
        };
    }

    @Test
    void eventsAreParsedAsHtmlSays() {
        String text = """
            : a comment

            data: one

            event: tick
            id: 7
            data: two
            data:three
            data:  four
            unknown: x

            event: nothing

            data

            data: unfinished\
            """;
        try (TestServer server = TestServer.inMemory(stream(text));
                TestEvents events = server.client().get("/").events()) {
            assertEquals(new Event("", "message", "one"), events.next());
            assertEquals(new Event("7", "tick", "two\nthree\n four"), events.next());
            assertEquals(new Event("7", "message", ""), events.next());
            events.assertEnd();
            AssertionError e = assertThrows(AssertionError.class, events::next);
            assertTrue(e.getMessage().startsWith("the stream of events has ended\n\n> GET / "), e.getMessage());
            assertTrue(e.getMessage().contains("< data: one"), e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void anEventIsReadWhileTheHandlerGoesOn(ServersUnderTest servers) {
        CountDownLatch seen = new CountDownLatch(1);
        Handler handler = (w, r) -> {
            w.header("Content-Type", "text/event-stream").write("data: first\r\n\r\n");
            w.flush();
            seen.await();
            w.write("data: second\n\n");
        };
        try (TestServer server = servers.start(handler);
                TestEvents events = server.client().get("/").events()) {
            assertEquals("first", events.next().data());
            seen.countDown();
            assertEquals("second", events.next().data());
            events.assertEnd();
        }
    }

    @Test
    void anEventThatDoesNotComeIsNotWaitedForForEver() {
        CountDownLatch over = new CountDownLatch(1);
        Handler handler = (w, r) -> {
            w.header("Content-Type", "text/event-stream").write("data: first\n\n");
            w.flush();
            over.await();
        };
        try (TestServer server = TestServer.inMemory(handler);
                TestEvents events = server.client()
                        .timeout(Duration.ofMillis(1000))
                        .get("/")
                        .events()) {
            events.next();
            AssertionError e = assertThrows(AssertionError.class, events::next);
            assertTrue(e.getMessage().startsWith("no event: nothing has come for 1000 ms"), e.getMessage());
            AssertionError end = assertThrows(AssertionError.class, events::assertEnd);
            assertTrue(end.getMessage().startsWith("the stream of events does not end"), end.getMessage());
            over.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void whatIsNoStreamOfEventsIsShown(ServersUnderTest servers) {
        try (TestServer server = servers.start((w, r) -> w.status(403).write("not you"))) {
            AssertionError e = assertThrows(
                    AssertionError.class, () -> server.client().get("/").events());
            assertTrue(e.getMessage().startsWith("no stream of events but 403"), e.getMessage());
            assertTrue(e.getMessage().contains("< not you"), e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aWebSocketThatIsRefusedIsShown(ServersUnderTest servers) {
        try (TestServer server = servers.start((w, r) -> w.status(403).write("not you"))) {
            AssertionError e = assertThrows(
                    AssertionError.class, () -> server.client().get("/").webSocket());
            assertTrue(e.getMessage().startsWith("no WebSocket but 403"), e.getMessage());
        }
    }

    @Test
    void aQueueGivesBackPressure() throws Exception {
        ByteQueue queue = new ByteQueue(4);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                queue.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}));
                queue.end();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        byte[] all = new byte[6];
        java.nio.ByteBuffer into = java.nio.ByteBuffer.wrap(all);
        while (queue.read(into, 0) >= 0) {
            assertTrue(into.position() <= 6);
            if (!into.hasRemaining()) {
                break;
            }
        }
        writer.join();
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, all);
    }
}
