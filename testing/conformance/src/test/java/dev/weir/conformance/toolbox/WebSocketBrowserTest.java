package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.toolbox.Scenario.Way;
import dev.weir.http.api.Handler;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's WebSockets in a browser: by an upgrade in the clear, by extended CONNECT over TLS. */
class WebSocketBrowserTest {
    private static final List<Integer> SIZES = List.of(125, 126, 65_535, 65_536, 1_000_000);

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = new Browser(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private static Scenario open(Way way) throws Exception {
        Scenario s = new Scenario(way, "websocket");
        Handler demo = DemoHandlers.of(s::stats, folder);
        s.mux.handle("/ws/", demo);
        s.mux.handle("/chat/", demo);
        return s;
    }

    @ParameterizedTest
    @EnumSource
    void anEcho(Way way) throws Exception {
        try (Scenario s = open(way)) {
            echo(s, browser);
            Servers.await(() -> s.stats().runningHandlers() == 0, () -> "" + s.stats());
            assertEquals(0, s.stats().handlersFailed(), () -> "" + s.stats());
        }
    }

    /** The run fails where a request has come by another protocol than the page did. */
    private static void echo(Scenario s, Browser browser) throws Exception {
        List<String> expected = new ArrayList<>(List.of(
                "open: echo; permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "text: h\u00e9llo \ud83d\ude00",
                "empty: \"\""));
        for (int size : SIZES) {
            expected.add(size + " characters: the same");
            expected.add(size + " bytes: " + size + " alike");
        }
        expected.add("closed: 4001");
        assertEquals(expected, s.run(browser, s.url("localhost", "/")));
    }

    /** What the browser itself says of it: no upgrade, but a stream of HTTP/2. */
    @Test
    void theBrowsersOwnLogHasTheExtendedConnect(@TempDir Path own) throws Exception {
        Path log = own.resolve("net.json");
        try (Scenario s = open(Way.HTTP2)) {
            try (Browser logged = new Browser(own, "--log-net-log=" + log)) {
                echo(s, logged);
            }
            String said = Files.readString(log, StandardCharsets.ISO_8859_1);
            assertTrue(
                    said.contains(":method: CONNECT") && said.contains(":protocol: websocket"),
                    () -> said.lines()
                                    .filter(line -> line.contains("websocket"))
                                    .toList() + "");
        }
    }

    /** A shutdown closes with 1001, which the page hears, and cuts nothing. */
    @ParameterizedTest
    @EnumSource
    void theServersShutdown(Way way) throws Exception {
        try (Scenario s = open(way);
                Browser.Page page = browser.page()) {
            enter(page, s);
            assertEquals("open", page.evaluate("""
                new Promise(done => {
                  const ws = new WebSocket(new URL('/ws/echo', location.href.replace(/^http/, 'ws')));
                  window.over = new Promise(end => {
                    ws.onclose = e => end(`${e.code} ${e.reason}, ${e.wasClean ? 'clean' : 'broken off'}`);
                  });
                  ws.onopen = () => done('open');
                })\
                """));
            CompletableFuture<Boolean> clean = CompletableFuture.supplyAsync(s::shutdown);
            assertEquals("1001 the server shuts down, clean", page.evaluate("window.over"));
            assertTrue(clean.get(), "the shutdown had to cut something");
            assertEquals(Set.of(way.protocol), s.protocols());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoTabsInTheRoom(Way way) throws Exception {
        try (Scenario s = open(way);
                Browser.Page one = browser.page()) {
            Browser.Page other = one.tab();
            enter(one, s);
            enter(other, s);
            say(one, "hello, other");
            awaitSaid(one, "hello, other");
            awaitSaid(other, "hello, other");
            say(other, "<b>h\u00e9llo</b>");
            awaitSaid(one, "hello, other|<b>h\u00e9llo</b>");
            awaitSaid(other, "hello, other|<b>h\u00e9llo</b>");
            one.picture(Path.of("target", "screenshots", "chat-" + way.scheme + ".png"));
            assertEquals(Set.of(way.protocol), s.protocols());
        }
    }

    private static void enter(Browser.Page tab, Scenario s) throws IOException {
        tab.open(s.url("localhost", "/chat/"));
        await(tab, "document.getElementById('state')?.textContent ?? ''", "Connected.");
    }

    private static void say(Browser.Page tab, String text) throws IOException {
        tab.evaluate("document.getElementById('text').value = '" + text
                + "'; document.getElementById('say').requestSubmit()");
    }

    private static void awaitSaid(Browser.Page tab, String lines) {
        await(tab, "[...document.querySelectorAll('#said li')].map(line => line.textContent).join('|')", lines);
    }

    private static void await(Browser.Page tab, String expression, String value) {
        Servers.await(
                () -> evaluate(tab, expression).equals(value),
                () -> evaluate(tab, expression) + " in place of " + value + "; " + tab.console());
    }

    private static String evaluate(Browser.Page tab, String expression) {
        try {
            return tab.evaluate(expression);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
