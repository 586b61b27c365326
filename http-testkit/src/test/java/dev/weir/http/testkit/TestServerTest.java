package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.spi.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server of either kind runs, fails, drains and closes as a server does. */
@Timeout(30)
class TestServerTest {
    @Test
    void settingsAreTheServersOwn() {
        Handler handler = (w, r) -> w.write(r.header("X").orElse(""));
        String tooLong = "x".repeat(2000);
        ServerConfig config = ServerConfig.builder().maxHeaderBytes(1024).build();
        try (TestServer memory = TestServer.inMemory(handler, config);
                TestServer sockets = TestServer.start(handler, b -> b.maxHeaderBytes(1024))) {
            memory.client()
                    .get("/")
                    .header("X", tooLong)
                    .send()
                    .assertStatus(431)
                    .assertHeader("Connection", "close");
            sockets.client().get("/").header("X", tooLong).send().assertStatus(431);
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void anErrorThatIsAnAnswerIsNoFailure(ServersUnderTest servers) {
        Handler handler = (w, r) -> {
            throw HttpError.notFound();
        };
        try (TestServer server = servers.start(handler)) {
            server.client().get("/").send().assertStatus(404);
            assertEquals(List.of(), server.failures());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aShutdownWaitsForRequestsThatRun(ServersUnderTest servers) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Handler handler = (w, r) -> {
            if (r.path().equals("/slow")) {
                begun.countDown();
                goOn.await();
            }
            w.write("done");
        };
        try (TestServer server = servers.start(handler)) {
            TestClient idle = server.client();
            idle.get("/").send().assertStatus(200);
            CompletableFuture<TestResponse> answer = CompletableFuture.supplyAsync(
                    () -> server.client().get("/slow").send());
            begun.await();
            CompletableFuture<Boolean> clean =
                    CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(20)));
            assertFalse(clean.isDone());
            goOn.countDown();
            answer.get().assertStatus(200).assertContent("done");
            assertTrue(clean.get());
            assertThrows(AssertionError.class, () -> idle.get("/").send());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void whatIsLeftAtTheEndOfTheGraceIsCutOff(ServersUnderTest servers) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Handler handler = (w, r) -> {
            begun.countDown();
            goOn.await();
        };
        try (TestServer server = servers.start(handler)) {
            CompletableFuture<TestResponse> answer =
                    CompletableFuture.supplyAsync(() -> server.client().get("/").send());
            begun.await();
            assertFalse(server.shutdown(Duration.ofMillis(20)));
            assertThrows(Exception.class, answer::get);
            goOn.countDown();
        }
    }

    @Test
    void aDeadlinePassesWhenTheClockIsMovedOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Handler handler = (w, r) -> {
            w.readDeadline(Duration.ofSeconds(2));
            begun.countDown();
            try {
                r.content().readAllBytes();
            } catch (IOException e) {
                thrown.complete(e);
                throw e;
            }
        };
        try (TestServer server = TestServer.inMemory(handler)) {
            // A length that the content does not come to: the handler waits for the rest.
            CompletableFuture<TestResponse> answer = CompletableFuture.supplyAsync(() -> server.client()
                    .post("/")
                    .header("Content-Length", "10")
                    .content("abc")
                    .send());
            begun.await();
            server.advance(Duration.ofSeconds(1));
            assertFalse(thrown.isDone());
            server.advance(Duration.ofSeconds(2));
            answer.get().assertStatus(408);
            assertTrue(thrown.isDone());
        }
    }

    @Test
    void theClockOfAServerWithSocketsCannotBeMoved() {
        try (TestServer server = TestServer.start((w, r) -> {})) {
            assertThrows(IllegalStateException.class, () -> server.advance(Duration.ofSeconds(1)));
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aHandlerHearsThatItsClientHasGone(ServersUnderTest servers) throws Exception {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Handler handler = (w, r) -> {
            w.header("Content-Type", "text/event-stream");
            try {
                while (true) {
                    w.write("data: 1\n\n");
                    w.flush();
                }
            } catch (IOException e) {
                failed.complete(e);
                throw e;
            }
        };
        try (TestServer server = servers.start(handler)) {
            try (TestEvents events = server.client().get("/").events()) {
                assertEquals("1", events.next().data());
            }
            assertInstanceOf(IOException.class, failed.get());
        }
    }
}
