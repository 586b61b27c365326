package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.handlers.Health;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.RequestView;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.Route;
import dev.weir.mux.ServeMux;
import dev.weir.observe.Metrics;
import dev.weir.observe.ServerConsole;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The live page in a browser, while clients ask: what it says is so, and anyone can use it. */
class ConsoleTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String AXE = "axe-core@4.11.0";
    private static final Map<String, String> LIGHT =
            Map.of("prefers-color-scheme", "light", "prefers-reduced-motion", "no-preference");
    private static final Map<String, String> DARK =
            Map.of("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce");
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;

    @TempDir
    static Path folder;

    private static Browser browser;

    private final CountDownLatch held = new CountDownLatch(1);
    private final Metrics metrics = new Metrics();
    private final List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    private Server plain;
    private Server secure;
    private Server admin;
    private ServerConsole console;
    private HttpClient http1;
    private HttpClient http2;

    @BeforeAll
    static void startBrowser() throws Exception {
        browser = new Browser(folder);
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /items/{id}", (w, _) -> w.write("an item"));
        mux.handle("GET /failing", (w, _) -> w.status(500));
        mux.handle("POST /orders", (w, _) -> {
            held.await();
            w.write("done");
        });
        plain = Servers.start(
                b -> b.requestListener(metrics).connectionListener(metrics).maxConnections(20), mux);
        secure = Servers.start(
                b -> b.requestListener(metrics).connectionListener(metrics).tls(Certificates.server()), mux);
        console = ServerConsole.builder()
                .title("<img src=x onerror=alert(1)> & shop")
                .metrics(metrics)
                .server("plain", plain)
                .server("secure", secure)
                .health(Health.ready().with("database", () -> {}))
                .routes(() -> mux.routes().stream().map(Route::pattern).toList())
                .viewers(2)
                .loopbackOnly()
                .build();
        ServeMux own = new ServeMux();
        own.handle("/console/", console);
        admin = Servers.start(b -> b, own);
        http1 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        http2 = HttpClient.newBuilder()
                .sslContext(new TlsPeer.Client().context())
                .build();
    }

    @AfterEach
    void stop() {
        held.countDown();
        waiting.forEach(answer ->
                answer.orTimeout(60, TimeUnit.SECONDS).exceptionally(_ -> null).join());
        http1.close();
        http2.close();
        admin.close();
        plain.close();
        secure.close();
    }

    private static HttpRequest.Builder request(Server server, boolean tls, String target) {
        return HttpRequest.newBuilder(
                URI.create((tls ? "https://localhost:" : "http://localhost:") + server.port() + target));
    }

    private static int ask(HttpClient client, HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Asks so often over either protocol, one failing request in ten; and leaves three orders waiting. */
    private void load(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            String target = i % 10 == 9 ? "/failing" : "/items/secret-" + i + "?q=secret";
            int expected = i % 10 == 9 ? 500 : 200;
            for (boolean tls : new boolean[] {false, true}) {
                HttpRequest asked = request(tls ? secure : plain, tls, target)
                        .header("Authorization", "secret")
                        .header("Cookie", "id=secret")
                        .build();
                assertEquals(expected, ask(tls ? http2 : http1, asked));
            }
        }
        for (int i = 0; i < 3; i++) {
            boolean tls = i > 0;
            waiting.add((tls ? http2 : http1)
                    .sendAsync(
                            request(tls ? secure : plain, tls, "/orders?card=secret")
                                    .POST(HttpRequest.BodyPublishers.ofString("secret"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
    }

    private String url() {
        return "http://localhost:" + admin.port() + "/console/";
    }

    /** The cells of a table's rows. */
    private static List<List<String>> rows(Browser.Page page, String id) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : page.eval("[...document.querySelectorAll('#" + id
                + " tr')].map(row => [...row.cells].map(cell => cell.textContent))")) {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell.asString()));
            rows.add(cells);
        }
        return rows;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Browser.Page page, Condition condition) {
        Servers.await(
                () -> {
                    try {
                        return condition.holds();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                () -> {
                    try {
                        return page.console() + "\n"
                                + page.eval("document.body.innerText").asString();
                    } catch (IOException e) {
                        return e.toString();
                    }
                });
    }

    private static String text(Browser.Page page, String id) throws IOException {
        return page.eval("document.getElementById('" + id + "')?.textContent ?? ''")
                .asString();
    }

    @Test
    void whatThePageSaysIsSo() throws Exception {
        try (Browser.Page page = browser.page()) {
            page.device(1280, 1000, false, LIGHT);
            page.open(url());
            await(page, () -> text(page, "status").equals("live"));
            load(50);
            await(
                    page,
                    () -> rows(page, "flying").size() == 3
                            && text(page, "served").equals("100"));
            Map<String, List<String>> routes = new LinkedHashMap<>();
            rows(page, "routes").forEach(row -> routes.put(row.getFirst(), row.subList(1, 3)));
            assertEquals(Map.of("/items/{id}", List.of("90", "0"), "/failing", List.of("10", "10")), routes);
            assertEquals("3", text(page, "running"));
            for (List<String> row : rows(page, "flying")) {
                assertEquals("POST", row.get(1));
                assertEquals("/orders", row.get(2));
                assertTrue(
                        row.get(3).startsWith("127.0.0.1:") || row.get(3).startsWith("[0:0:0:0:0:0:0:1]:"), row.get(3));
            }
            List<List<String>> lines = rows(page, "lines");
            assertEquals(
                    2,
                    lines.stream()
                            .filter(row -> row.get(0).startsWith("stream "))
                            .filter(row -> row.get(4).equals("HALF_CLOSED_REMOTE")
                                    || row.get(4).equals("OPEN"))
                            .count(),
                    lines::toString);
            assertTrue(
                    lines.stream()
                            .anyMatch(row -> row.get(2).equals("h2")
                                    && row.get(3).equals("TLSv1.3")
                                    && row.get(7).equals("2 of 250")),
                    lines::toString);
            assertTrue(rows(page, "certificates").getFirst().getFirst().contains("localhost"), "the certificate");
            assertTrue(text(page, "bars").contains("plain: maxConnections"), () -> "limits");
            await(page, () -> text(page, "health").equals("up: database up"));
            assertEquals("<img src=x onerror=alert(1)> & shop", text(page, "title"));
            assertEquals(0, page.eval("document.images.length").asInt());
            String all = page.eval("document.documentElement.textContent").asString();
            assertFalse(all.contains("secret"), all);
            assertEquals("", page.console());
            pictures(page);
        }
        Servers.await(() -> console.viewers() == 0, () -> console.viewers() + " viewers");
    }

    /** As the docs show them. */
    private void pictures(Browser.Page page) throws IOException {
        page.eval("window.scrollTo(0, 0)");
        await(
                page,
                () -> page.eval("document.querySelectorAll('#rate-chart path').length")
                                .asInt()
                        > 0);
        page.picture(PICTURES.resolve("console-desktop.png"));
        page.device(390, 844, true, LIGHT);
        page.picture(PICTURES.resolve("console-phone.png"));
        assertEquals(390, page.eval("document.documentElement.scrollWidth").asInt(), "nothing is wider than the phone");
        page.device(1280, 1000, false, DARK);
        page.picture(PICTURES.resolve("console-dark.png"));
    }

    @Test
    void withTheKeyboardAlone() throws Exception {
        load(1);
        try (Browser.Page page = browser.page()) {
            page.device(1280, 1000, false, LIGHT);
            page.open(url());
            await(
                    page,
                    () -> rows(page, "flying").size() == 3
                            && rows(page, "flying").getFirst().size() == 7);
            List<String> order = new ArrayList<>();
            String focused = "(() => { const e = document.activeElement, s = getComputedStyle(e);"
                    + " return [e.getAttribute('aria-label') || e.textContent.trim().split('\\n')[0], s.outlineStyle,"
                    + " parseFloat(s.outlineWidth)]; })()";
            boolean shown = false;
            for (int i = 0; i < 40 && !shown; i++) {
                page.press("Tab", TAB);
                JsonNode at = page.eval(focused);
                order.add(at.get(0).asString());
                assertFalse(at.get(1).asString().equals("none"), () -> order + " has no ring: " + at);
                assertTrue(at.get(2).asDouble() >= 2, () -> order + " has a thin ring: " + at);
                shown = at.get(0).asString().startsWith("Stack of POST");
            }
            assertEquals(
                    List.of(
                            "Skip to the numbers",
                            "Pause",
                            "Thread dump",
                            "Flight recording",
                            "Now",
                            "Load",
                            "In flight"),
                    order.subList(0, 7));
            assertTrue(shown, order::toString);
            page.press("Enter", ENTER);
            await(
                    page,
                    () -> page.eval("document.getElementById('dialog').open").asBoolean());
            assertTrue(text(page, "stack").contains("CountDownLatch.await"), () -> "the stack");
            assertTrue(text(page, "stack").contains("ConsoleTest"), () -> "the stack");
            page.press("Escape", ESCAPE);
            await(
                    page,
                    () -> !page.eval("document.getElementById('dialog').open").asBoolean());
            assertTrue(
                    page.eval(focused).get(0).asString().startsWith("Stack of POST"),
                    "the focus is where it was before");
            page.eval("document.getElementById('pause').focus()");
            page.press("Enter", ENTER);
            await(page, () -> text(page, "status").equals("paused"));
            Servers.await(() -> console.viewers() == 0, () -> "a page that is paused is no viewer");
            page.press("Enter", ENTER);
            await(page, () -> text(page, "status").equals("live"));
            assertEquals("", page.console());
        }
    }

    @Test
    void motionOnlyForThoseWhoLikeIt() throws Exception {
        String moves = "getComputedStyle(document.getElementById('status'), '::before').animationName";
        try (Browser.Page page = browser.page()) {
            page.device(1280, 1000, false, LIGHT);
            page.open(url());
            await(page, () -> text(page, "status").equals("live"));
            assertEquals("beat", page.eval(moves).asString());
            page.device(1280, 1000, false, DARK);
            assertEquals("none", page.eval(moves).asString());
        }
    }

    @Test
    void tooManyViewersAreTold() throws Exception {
        try (Browser.Page one = browser.page();
                Browser.Page two = browser.page();
                Browser.Page three = browser.page()) {
            for (Browser.Page page : List.of(one, two)) {
                page.open(url());
                await(page, () -> text(page, "status").equals("live"));
            }
            three.open(url());
            await(three, () -> text(three, "status").startsWith("refused, or too many look"));
            assertEquals(2, console.viewers());
        }
    }

    @Test
    void buttons() throws Exception {
        try (Browser.Page page = browser.page()) {
            page.open(url());
            await(page, () -> text(page, "status").equals("live"));
            page.eval("window.made = 0; const u = URL.createObjectURL;"
                    + " URL.createObjectURL = blob => { window.made = blob.size; return u(blob); };");
            page.eval("document.getElementById('threads').click()");
            await(page, () -> page.eval("window.made").asInt() > 1000);
            await(page, () -> text(page, "threads").equals("Thread dump"));
            assertTrue(page.eval("document.getElementById('missing').hidden").asBoolean(), "all modules are here");
            assertEquals("", page.console());
        }
    }

    @Test
    void contrastNamesAndRoles() throws Exception {
        String axe = Files.readString(axe());
        load(10);
        try (Browser.Page page = browser.page()) {
            for (boolean phone : new boolean[] {false, true}) {
                page.device(phone ? 390 : 1280, 1000, phone, phone ? DARK : LIGHT);
                page.open(url());
                await(
                        page,
                        () -> rows(page, "routes").size() == 2
                                && rows(page, "flying").size() == 3
                                && !text(page, "health").equals("unknown"));
                page.eval("document.querySelectorAll('details').forEach(d => { d.open = true; })");
                assertTrue(page.eval("document.documentElement.scrollWidth === innerWidth || !" + phone)
                        .asBoolean());
                page.eval(axe + "\n;0");
                JsonNode found = page.eval("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.help + ': '"
                        + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')))");
                assertEquals("[]", found.toString(), phone ? "phone, dark" : "desktop, light");
            }
        }
    }

    /** The tool, as npm has it. */
    private static Path axe() throws Exception {
        try {
            for (List<String> command : List.of(
                    List.of("npm", "pack", "--silent", AXE),
                    List.of("sh", "-c", "tar xzf axe-core-*.tgz package/axe.min.js"))) {
                Process process = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
                Assumptions.assumeTrue(
                        !process.isAlive() && process.exitValue() == 0,
                        "npm does not have " + AXE + " here: not checked");
            }
        } catch (IOException e) {
            Assumptions.abort("npm is not here, so contrast, names and roles are not checked");
        }
        return folder.resolve("package/axe.min.js");
    }

    // ---- what the page is made of

    /** Over either protocol: what a server tells of its connections and requests. */
    @Test
    void aServerCanBeLookedAt() throws Exception {
        load(1);
        Servers.await(
                () -> flying(plain).size() == 1 && flying(secure).size() == 2,
                () -> plain.view(10) + "\n" + secure.view(10));
        for (Server server : List.of(plain, secure)) {
            for (RequestView request : flying(server)) {
                assertEquals("POST", request.method());
                assertEquals("POST /orders", request.route());
                assertTrue(request.age().orElseThrow().toNanos() > 0);
                assertEquals(server == secure, request.stream() > 0);
                assertTrue(
                        request.stack().stream().anyMatch(e -> e.getMethodName().equals("await")),
                        request.stack()::toString);
            }
        }
        assertEquals(
                Set.of("maxConnections", "maxBufferedBytes", "detachedThreads"),
                Set.copyOf(plain.view(10).limits().stream().map(l -> l.name()).toList()));
        assertEquals(20, plain.view(10).limits().getFirst().most());
        assertEquals(0, plain.view(0).connections().size());
        assertEquals(secure.stats().openConnections(), secure.view(0).openConnections());
        assertEquals(1, secure.view(1).connections().size(), "no more than were asked for");
        assertEquals(
                1, secure.view(1).connections().getFirst().session().inFlight().size());
        Set<String> shown = secure.settings().keySet();
        for (var config :
                Map.of("", ServerConfig.class, "h2.", Http2Config.class).entrySet()) {
            for (Method method : config.getValue().getMethods()) {
                boolean setting = method.getParameterCount() == 0
                        && method.getDeclaringClass() == config.getValue()
                        && !Modifier.isStatic(method.getModifiers())
                        // Made of others.
                        && !Set.of("toBuilder", "headTimeout", "handshakeTimeout", "abuse")
                                .contains(method.getName());
                assertTrue(!setting || shown.contains(config.getKey() + method.getName()), method::toString);
            }
        }
        assertEquals(1, secure.certificates().size());
        assertEquals(List.of(), plain.certificates());
        RequestView one = flying(plain).getFirst();
        held.countDown();
        Servers.await(() -> flying(plain).isEmpty() && flying(secure).isEmpty(), () -> "the orders are done");
        assertEquals(List.of(), one.stack(), "its thread does something else by now");
    }

    private static List<RequestView> flying(Server server) {
        return server.view(10).connections().stream()
                .flatMap(c -> c.session().inFlight().stream())
                .toList();
    }
}
