package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Cookie;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.MultipartPart;
import dev.weir.http.api.MultipartReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of a test's client, and what it makes of answers, over sockets and in memory. */
@Timeout(30)
class TestClientTest {
    private static final Handler ECHO = (w, r) -> {
        String type = r.header("Content-Type").orElse("null");
        w.header("Content-Type", "text/plain");
        w.write(r.method() + " " + r.path() + "?" + r.query() + " " + type + " "
                + new String(r.content().readAllBytes(), StandardCharsets.UTF_8));
    };

    private static final Handler LOCATIONS = (w, r) -> {
        String to = r.path().substring(r.path().indexOf("/to/") + 3);
        if (r.path().startsWith("/see/")) {
            w.status(303).header("Location", to);
        } else if (r.path().startsWith("/moved/")) {
            w.status(301).header("Location", to);
        } else if (r.path().startsWith("/same/")) {
            w.status(307).header("Location", to);
        } else if (r.path().equals("/loop")) {
            w.status(302).header("Location", "loop");
        } else if (r.path().equals("/away")) {
            w.status(302).header("Location", "http://elsewhere.example/");
        } else {
            ECHO.serve(w, r);
        }
    };

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void whatIsSentArrives(ServersUnderTest servers) {
        try (TestServer server = servers.start(ECHO);
                TestClient client = server.client()) {
            client.get("/a%20b?x=1").send().assertStatus(200).assertContent("GET /a b?x=1 null ");
            client.get("/").query("q", "a b&c").query("r", "ü").send().assertContent("GET /?q=a+b%26c&r=%C3%BC null ");
            client.put("/").type("text/x").content("hi ü").send().assertContent("PUT /? text/x hi ü");
            client.post("/").send().assertContent("POST /? null ");
            client.delete("/").send().assertContent("DELETE /? null ");
            client.request("HEAD", "/").send().assertStatus(200).assertContent("");
            client.post("/")
                    .form("a", "1 2")
                    .form("b", "&")
                    .send()
                    .assertContent("POST /? application/x-www-form-urlencoded a=1+2&b=%26");
            client.post("/")
                    .header("Transfer-Encoding", "chunked")
                    .content("in chunks")
                    .send()
                    .assertContent("POST /? null in chunks");
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aMultipartFormHasFieldsAndFiles(ServersUnderTest servers) {
        Handler parts = (w, r) -> {
            MultipartReader reader = r.multipart();
            for (Optional<MultipartPart> p = reader.next(); p.isPresent(); p = reader.next()) {
                MultipartPart part = p.get();
                w.write(part.name() + " " + part.fileName().orElse("-") + " "
                        + part.contentType().map(Object::toString).orElse("-") + " " + part.text(100) + "\n");
            }
        };
        try (TestServer server = servers.start(parts)) {
            server.client()
                    .post("/")
                    .part("title", "two\r\nlines")
                    .file("file", "a \"b\".txt", "text/csv", "1,2".getBytes(StandardCharsets.UTF_8))
                    .send()
                    .assertStatus(200)
                    .assertContent("title - - two\r\nlines\nfile a %22b%22.txt text/csv 1,2\n");
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void largeContentComesBackWhileItIsSent(ServersUnderTest servers) {
        byte[] large = new byte[3 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        try (TestServer server = servers.start((w, r) -> r.content().transferTo(w))) {
            server.client().post("/").content(large).send().assertStatus(200).assertContent(large);
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void anAnswerMayComeBeforeAllContentIsSent(ServersUnderTest servers) {
        Handler handler = (w, r) -> {
            if (r.method().equals("POST")) {
                w.status(413).write("too much");
            }
        };
        try (TestServer server = servers.start(handler);
                TestClient client = server.client()) {
            for (int length : new int[] {20_000, 200_000, 5_000_000}) {
                client.post("/")
                        .content(new byte[length])
                        .send()
                        .assertStatus(413)
                        .assertContent("too much");
                client.get("/").send().assertStatus(200).assertContent("");
            }
        }
    }

    @Test
    void contentOfSeveralKindsIsRefused() {
        TestClient client = TestClient.of(java.net.URI.create("http://localhost:1"));
        TestRequest request = client.post("/").content("x").form("a", "b");
        assertThrows(IllegalStateException.class, request::send);
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void cookiesAreKeptAndSentBack(ServersUnderTest servers) {
        Handler handler = (w, r) -> {
            switch (r.path()) {
                case "/login" -> w.addCookie(Cookie.of("s", "1").withPath("/").withSecure());
                case "/logout" -> w.addCookie(Cookie.of("s", "").withPath("/").withMaxAge(Duration.ZERO));
                default -> w.write(r.header("Cookie").orElse("null"));
            }
        };
        try (TestServer server = servers.start(handler)) {
            TestClient client = server.client();
            client.get("/").send().assertContent("null");
            client.get("/login").send().assertStatus(200);
            assertEquals(Optional.of("1"), client.cookie("s"));
            client.get("/").send().assertContent("s=1");
            client.get("/").header("Cookie", "own=2").send().assertContent("own=2");
            server.client().get("/").send().assertContent("null");
            client.get("/logout").send();
            client.get("/").send().assertContent("null");
            client.cookie("t", "3").get("/").send().assertContent("t=3");
            client.clearCookies().get("/").send().assertContent("null");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /see/to/x,          GET /x? null ''",
        "POST, /see/to/x,          GET /x? null ''",
        "PUT,  /see/to/x,          GET /x? null ''",
        "POST, /moved/to/x,        GET /x? null ''",
        "PUT,  /moved/to/x,        PUT /x? null body",
        "POST, /same/to/x,         POST /x? null body",
        "POST, /see/to/same/to/y,  GET /y? null ''",
    })
    void redirectsAreFollowedAsBrowsersDo(String method, String from, String answer) {
        try (TestServer server = TestServer.inMemory(LOCATIONS)) {
            TestClient client = server.client().followRedirects(true);
            TestRequest request = client.request(method, from);
            TestResponse response = (method.equals("GET") ? request : request.content("body")).send();
            response.assertStatus(200).assertContent(answer.replace("''", ""));
            assertEquals(from, first(response).target());
        }
    }

    private static TestResponse first(TestResponse response) {
        return response.previous().map(TestClientTest::first).orElse(response);
    }

    @Test
    void redirectsAreSeenUnlessTheyAreFollowed() {
        try (TestServer server = TestServer.inMemory(LOCATIONS)) {
            TestClient client = server.client();
            client.get("/see/to/x").send().assertStatus(303).assertHeader("Location", "/x");
            client.followRedirects(true);
            client.get("/away").send().assertStatus(302);
            AssertionError e =
                    assertThrows(AssertionError.class, () -> client.get("/loop").send());
            assertTrue(e.getMessage().startsWith("more than 10 redirects"), e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void interimResponsesAndTrailersAreKept(ServersUnderTest servers) {
        Handler handler = (w, r) -> {
            w.inform(103, new Headers().add("Link", "</a.css>"));
            w.trailers().set("Sum", "0");
            w.write("a");
            w.flush();
            w.trailers().set("Sum", "1");
        };
        try (TestServer server = servers.start(handler)) {
            TestResponse response = server.client().get("/").send().assertStatus(200);
            assertEquals("1", response.trailers().get("Sum"));
            assertEquals(103, response.interims().getFirst().status());
            assertEquals("</a.css>", response.interims().getFirst().headers().get("Link"));
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void requestsComeOverOneConnectionAndOverNewOnesWhereItIsClosed(ServersUnderTest servers) {
        List<Object> clients = new ArrayList<>();
        Handler handler = (w, r) -> {
            clients.add(r.remoteAddress());
            if (r.path().equals("/close")) {
                w.header("Connection", "close");
            }
        };
        try (TestServer server = servers.start(handler)) {
            TestClient client = server.client();
            client.get("/").send().assertStatus(200);
            client.get("/close").send().assertStatus(200);
            client.get("/").send().assertStatus(200);
        }
        assertEquals(clients.get(0), clients.get(1));
        assertFalse(clients.get(1).equals(clients.get(2)));
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aFailedAssertionShowsTheExchangeAndWhatTheHandlerHasThrown(ServersUnderTest servers) {
        IllegalStateException cause = new IllegalStateException("no database");
        Handler handler = (w, r) -> {
            throw cause;
        };
        try (TestServer server = servers.start(handler)) {
            TestResponse response = server.client()
                    .post("/notes")
                    .type("text/plain")
                    .content("buy\nmilk")
                    .send();
            AssertionError e = assertThrows(AssertionError.class, () -> response.assertStatus(201));
            assertSame(cause, e.getCause());
            String message = e.getMessage().replaceAll("(?m)^< Date: .*\n", "");
            assertEquals("""
                expected of POST /notes: status 201, but it was: 500

                > POST /notes HTTP/1.1
                > Host: %s
                > Content-Type: text/plain
                > Content-Length: 8
                >
                > buy
                > milk

                < HTTP/1.1 500 Internal Server Error
                < Content-Type: text/plain; charset=utf-8
                < X-Content-Type-Options: nosniff
                < Content-Length: 22
                <
                < Internal Server Error

                the handler has thrown: java.lang.IllegalStateException: no database\
                """.formatted(server.uri().getAuthority()), message);
            assertEquals(List.of(cause), server.failures());
        }
    }

    @Test
    void eachAssertionSaysWhatItWantedAndWhatThereWas() {
        Handler handler = (w, r) -> {
            w.header("X", "1");
            w.write("abc");
        };
        try (TestServer server = TestServer.inMemory(handler)) {
            TestResponse r = server.client().get("/p").send();
            r.assertStatus(200).assertHeader("x", "1").assertNoHeader("Y").assertContent("abc");
            r.assertContentContains("b").assertContent(new byte[] {'a', 'b', 'c'});
            fails("status 404, but it was: 200", () -> r.assertStatus(404));
            fails("X: 2, but it was: 1", () -> r.assertHeader("X", "2"));
            fails("Y: 2, but it was: missing", () -> r.assertHeader("Y", "2"));
            fails("no X, but it was: 1", () -> r.assertNoHeader("X"));
            fails("content \"abd\", but it was: \"abc\"", () -> r.assertContent("abd"));
            fails(
                    "content of 1 bytes, but it was: 3 bytes, the first that differs at 1",
                    () -> r.assertContent(new byte[] {'a'}));
            fails("content with \"z\", but it was: as below", () -> r.assertContentContains("z"));
        }
    }

    private static void fails(String message, Runnable assertion) {
        AssertionError e = assertThrows(AssertionError.class, assertion::run);
        assertTrue(e.getMessage().startsWith("expected of GET /p: " + message + "\n\n> GET /p"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aResponseThatIsBrokenOffIsSeenAsSuch(ServersUnderTest servers) {
        Handler handler = (w, r) -> {
            w.write("begun");
            w.flush();
            throw new IllegalStateException("half way");
        };
        try (TestServer server = servers.start(handler)) {
            TestResponse response = server.client().get("/").send().assertStatus(200);
            assertFalse(response.complete());
            assertArrayEquals("begun".getBytes(StandardCharsets.UTF_8), response.contentBytes());
            AssertionError e = assertThrows(AssertionError.class, () -> response.assertContent("begun"));
            assertTrue(e.getMessage().contains("(and the response was broken off)"), e.getMessage());
            assertEquals("half way", e.getCause().getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aHandlerThatDoesNotAnswerIsNotWaitedForForEver(ServersUnderTest servers) {
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = servers.start((w, r) -> over.await())) {
            TestClient client = server.client().timeout(Duration.ofMillis(500));
            AssertionError e =
                    assertThrows(AssertionError.class, () -> client.get("/slow").send());
            assertTrue(
                    e.getMessage().startsWith("no answer within 500 ms to GET /slow\n\n> GET /slow"), e.getMessage());
            over.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(ServersUnderTest.class)
    void aClosedServerIsSaidToBe(ServersUnderTest servers) {
        TestServer server = servers.start(ECHO);
        TestClient client = server.client();
        client.get("/").send().assertStatus(200);
        server.close();
        server.close();
        AssertionError e =
                assertThrows(AssertionError.class, () -> client.get("/").send());
        assertTrue(e.getMessage().contains("no connection to " + server.uri()), e.getMessage());
    }

    @Test
    void whatIsNoTargetIsRefused() {
        TestClient client = TestClient.of(java.net.URI.create("http://localhost:1"));
        assertThrows(IllegalArgumentException.class, () -> client.get("a b"));
        assertThrows(IllegalArgumentException.class, () -> TestClient.of(java.net.URI.create("ftp://localhost")));
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        try (TestServer server = TestServer.inMemory(ECHO)) {
            TestClient client = server.client();
            List<Thread> threads = new ArrayList<>();
            List<String> answers = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofVirtual()
                        .start(() -> answers.add(
                                client.get("/").send().assertStatus(200).contentText())));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(20, answers.size());
        }
    }
}
