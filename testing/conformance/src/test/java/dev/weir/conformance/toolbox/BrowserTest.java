package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.toolbox.Scenario.Way;
import dev.weir.handlers.FileServer;
import dev.weir.handlers.Sse;
import dev.weir.handlers.SseEvent;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.UploadedFile;
import dev.weir.http.api.Uploads;
import dev.weir.json.Json;
import dev.weir.middleware.Cors;
import dev.weir.middleware.CrossOriginProtection;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser makes of the answers: what its pages may read, what they may send, and what comes when. */
class BrowserTest {
    private static final int PATIENCE_SECONDS = 60;

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

    private static String field(Request r, String name) {
        return r.header(name).orElse("none");
    }

    @ParameterizedTest
    @EnumSource
    void aPageReadsOfAnotherSiteWhatThatAllows(Way way) throws Exception {
        try (Scenario s = new Scenario(way, "cors")) {
            Handler items = (w, r) -> {
                s.asked.add(r.method() + " " + r.path());
                w.header("X-Total", "2").header("X-Secret", "3");
                switch (r.path()) {
                    case "/api/items" -> w.write("items");
                    case "/api/failing" -> throw new IllegalStateException("secret");
                    default -> throw HttpError.notFound();
                }
            };
            Handler allowed = Cors.builder()
                    .origins(s.url("localhost", ""))
                    .methods("PUT")
                    .headers("Content-Type")
                    .exposed("X-Total")
                    .maxAge(Duration.ofMinutes(10))
                    .build()
                    .wrap(items);
            s.mux.handle("/api/", (w, r) -> {
                if (r.method().equals("OPTIONS")) {
                    s.asked.add("OPTIONS for " + field(r, "Access-Control-Request-Method"));
                }
                allowed.serve(w, r);
            });
            s.mux.handle("GET /closed", (w, r) -> w.write("not for you"));
            assertEquals(
                    List.of(
                            "a simple request: 200, items, X-Total 2, X-Secret null",
                            "one with preflight: 200, items, X-Total 2, X-Secret null",
                            "again, which asks no more: 200, items, X-Total 2, X-Secret null",
                            "a method that is not allowed: blocked",
                            "a field that is not allowed: blocked",
                            "what is not there: 404, Not Found, X-Total 2, X-Secret null",
                            "a handler that fails: 500, Internal Server Error, X-Total 2, X-Secret null",
                            "a site that says nothing: blocked"),
                    s.run(browser, s.url("localhost", "/")));
            assertEquals(
                    List.of(
                            "GET /api/items",
                            "OPTIONS for PUT",
                            "PUT /api/items",
                            "PUT /api/items",
                            "OPTIONS for DELETE",
                            "OPTIONS for GET",
                            "GET /api/none",
                            "GET /api/failing"),
                    s.asked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFormOfAnotherSiteIsRefused(Way way) throws Exception {
        try (Scenario s = new Scenario(way, "form")) {
            Handler json = (w, r) -> s.asked.add("done: " + Json.read(r, Object.class));
            Handler transfer = CrossOriginProtection.create().wrap((w, r) -> {
                s.asked.add("done: " + r + " for a page that is " + field(r, "Sec-Fetch-Site"));
                w.write("done");
            });
            s.mux.handle("/", (w, r) -> {
                w.onEnd(end -> {
                    if (end.status() >= 400) {
                        s.asked.add(end.status() + ": " + r + " for a page that is " + field(r, "Sec-Fetch-Site"));
                    }
                });
                // What takes JSON alone is safe from such pages as it is: they can send it with no or another type.
                (r.path().equals("/json") ? json : transfer).serve(w, r);
            });
            assertEquals(
                    List.of(
                            "to its own site: done",
                            "to another site: sent",
                            "a search on another site: sent",
                            "by a script, unseen: sent",
                            "JSON as text: sent",
                            "JSON without a type: sent",
                            "JSON as it is: blocked"),
                    s.run(browser, s.url("127.0.0.1", "/")));
            assertEquals(
                    List.of(
                            "done: POST /transfer for a page that is same-origin",
                            "403: POST /transfer for a page that is cross-site",
                            "done: GET /search?amount=1000 for a page that is cross-site",
                            "403: POST /transfer for a page that is cross-site",
                            "415: POST /json for a page that is cross-site",
                            "415: POST /json for a page that is cross-site",
                            "415: OPTIONS /json for a page that is cross-site"),
                    s.asked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSinglePageSiteAnswersItsLinksWithThePage(Way way, @TempDir Path site) throws Exception {
        Files.createDirectory(site.resolve("assets"));
        Files.write(site.resolve("index.html"), Scenario.bytes("site.html"));
        Files.write(site.resolve("assets").resolve("app.0a1b2c.js"), Scenario.bytes("app.js"));
        try (Scenario s = new Scenario(way, "site")) {
            s.mux.handle("/", FileServer.builder(site).fallback("index.html").build());
            assertEquals(
                    List.of(
                            "opened at /users/7",
                            "a link: 200 the page",
                            "a file: 200 no page",
                            "a file that is gone: 404 no page",
                            "data that is not there: 404 no page",
                            "another method: 405 no page",
                            "moved to /elsewhere"),
                    s.run(browser, s.url("localhost", "/users/7")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsGoOnWhereTheLineWasCut(Way way) throws Exception {
        try (Scenario s = new Scenario(way, "events")) {
            s.mux.handle(
                    "GET /events",
                    Sse.handler(events -> {
                                s.asked.add("after " + events.lastEventId().orElse("none"));
                                long from = events.lastEventNumber().orElse(0) + 1;
                                for (long id = from; id < from + 3; id++) {
                                    events.send(SseEvent.of("event " + id + "\n\u00fc")
                                            .withId("" + id));
                                }
                                if (from > 3) {
                                    events.send(SseEvent.of("that is all").withName("end"));
                                }
                            })
                            .retry(Duration.ofMillis(50)));
            assertEquals(
                    List.of(
                            "open",
                            "1: event 1|\u00fc",
                            "2: event 2|\u00fc",
                            "3: event 3|\u00fc",
                            "cut",
                            "open",
                            "4: event 4|\u00fc",
                            "5: event 5|\u00fc",
                            "6: event 6|\u00fc",
                            "end: that is all"),
                    s.run(browser, s.url("localhost", "/")));
            assertEquals(List.of("after none", "after 3"), s.asked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUploadShowsItsProgress(Way way, @TempDir Path temporary) throws Exception {
        int size = 32 << 20;
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i % 251);
        }
        String expected = sha256(content);
        CountDownLatch seen = new CountDownLatch(1);
        try (Scenario s = new Scenario(way, "upload")) {
            s.mux.handle("POST /seen", (w, r) -> {
                seen.countDown();
                w.status(204);
            });
            s.mux.handle("POST /upload", (w, r) -> {
                w.minRequestRate(0);
                // The rest fits no buffer on the way, so the page sees a part of it go before it is read.
                InputStream rest = new SequenceInputStream(
                        new ByteArrayInputStream(r.content().readNBytes(100_000)), new FilterInputStream(r.content()) {
                            @Override
                            public int read(byte[] b, int off, int len) throws IOException {
                                try {
                                    assertTrue(seen.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "no progress was seen");
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                                return super.read(b, off, len);
                            }
                        });
                try (Uploads uploads =
                        Uploads.read(r.withContent(rest, r.contentLength()), Uploads.Limits.of(1, size), temporary)) {
                    UploadedFile file = uploads.required("file");
                    w.write("title=" + uploads.form().required("title") + " file=" + file.fileName() + " "
                            + sha256(Files.readAllBytes(file.path())));
                }
            });
            assertEquals(
                    List.of(
                            "a part is on its way",
                            "all is sent",
                            "200 title=caf\u00e9 file=large \u00fc.bin " + expected),
                    s.run(browser, s.url("localhost", "/")));
            try (Stream<Path> left = Files.list(temporary)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
