package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTest {
    private static final Handler NOTHING = (_, _) -> {};
    /** Pattern, path, prefix and values as the handler sees them. */
    private static final Handler ECHO = (w, r) -> w.write(
            r.pattern() + " " + r.rawPath() + " " + r.pathPrefix() + " " + r.pathValue("t") + r.pathValue("id"));

    private static ServeMux router() {
        ServeMux shop = new ServeMux();
        shop.handle("GET /users/{id}", ECHO);
        shop.handle("POST /users/{id}", ECHO);
        shop.handle("GET /dir/", ECHO);
        shop.handle("GET h.example/host", ECHO);
        shop.handle("/{$}", ECHO);
        ServeMux inner = new ServeMux();
        inner.handle("GET /x", ECHO);
        inner.handle("GET /d/", ECHO);
        shop.mount("/inner", inner);
        ServeMux mux = new ServeMux();
        mux.mount("/shop", shop);
        mux.group("/t/{t}", t -> t.mount("/s", shop));
        mux.host("k.example", k -> k.mount("/", shop));
        mux.handle("GET /shop/users/special", ECHO);
        mux.handle("/", ECHO);
        return mux;
    }

    private static String answer(Handler handler, String line, List<String> patterns) {
        Handler around = (w, _) -> {
            var r = AnyRequest.of(line);
            Handler all = (v, s) -> {
                handler.serve(v, s);
                patterns.add(s.pattern());
            };
            // A copy that notes the pattern, as an engine's request does.
            all.serve(w, r.withMatch("", new String[0], new String[0]));
        };
        ResponseRecorder w =
                ResponseRecorder.serve(around, MemoryRequest.builder().build());
        return switch (w.status()) {
            case 200 -> w.contentText().strip();
            case 307 -> "307 " + w.headers().get("Location");
            case 204, 405 -> w.status() + " " + w.headers().get("Allow");
            default -> String.valueOf(w.status());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET /shop/users/7, GET /shop/users/{id}, GET /shop/users/{id} /users/7 /shop 7",
        "POST /shop/users/7, POST /shop/users/{id}, POST /shop/users/{id} /users/7 /shop 7",
        "GET /shop/users/special, GET /shop/users/special, GET /shop/users/special /shop/users/special",
        "POST /shop/users/special, POST /shop/users/{id}, POST /shop/users/{id} /users/special /shop special",
        "GET /shop/, /shop/{$}, /shop/{$} / /shop",
        "GET /shop, /shop/, 307 /shop/",
        "GET /shop?a=b, /shop/, 307 /shop/?a=b",
        "GET /%73hop/users/7, GET /shop/users/{id}, GET /shop/users/{id} /users/7 /%73hop 7",
        "GET /t/a%2Fb/s/users/7, GET /t/{t}/s/users/{id}, GET /t/{t}/s/users/{id} /users/7 /t/a%2Fb/s a/b7",
        "GET k.example/users/7, GET k.example/users/{id}, GET k.example/users/{id} /users/7  7",
        "GET h.example/shop/host, GET h.example/shop/host, GET h.example/shop/host /host /shop",
        "GET /shop/inner/x, GET /shop/inner/x, GET /shop/inner/x /x /shop/inner",
        "GET /t/1/s/inner/x, GET /t/{t}/s/inner/x, GET /t/{t}/s/inner/x /x /t/1/s/inner 1",
        "GET k.example/inner/x, GET k.example/inner/x, GET k.example/inner/x /x /inner",
        // redirects keep the prefix
        "GET /shop/dir, GET /shop/dir/, 307 /shop/dir/",
        "GET /shop/dir?q=1, GET /shop/dir/, 307 /shop/dir/?q=1",
        "GET /t/1/s/dir, GET /t/{t}/s/dir/, 307 /t/1/s/dir/",
        "GET /shop/inner/d, GET /shop/inner/d/, 307 /shop/inner/d/",
        "GET /shop//inner/./d, GET /shop/inner/d/, 307 /shop/inner/d/",
        "GET /shop//users/7, GET /shop/users/{id}, 307 /shop/users/7",
        "GET /shop/x/../users/7, GET /shop/users/{id}, 307 /shop/users/7",
        "GET /shop/inner/a/../../users/7, GET /shop/users/{id}, 307 /shop/users/7",
        // what no route of it takes; the pattern is that of the mount
        "GET /shop/none, /shop/, 404",
        "GET /shop//none, /shop/, 404",
        "GET /shop/inner/none, /shop/inner/, 404",
        "PUT /shop/users/7, /shop/, '405 GET, HEAD, OPTIONS, POST'",
        "PUT /shop//users/7, /shop/, '405 GET, HEAD, OPTIONS, POST'",
        "OPTIONS /shop/users/7, /shop/, '204 GET, HEAD, OPTIONS, POST'",
        "OPTIONS /shop/inner/x, /shop/inner/, '204 GET, HEAD, OPTIONS'",
        // and what is not under it
        "GET /shopping, /, / /shopping",
        "GET /sho, /, / /sho",
    })
    void aRouterUnderAPrefix(String line, String pattern, String expected) {
        ServeMux mux = router();
        for (int again = 0; again < 2; again++) {
            List<String> patterns = new ArrayList<>();
            assertEquals(expected, answer(mux, line, patterns));
            assertEquals(List.of(pattern), patterns);
        }
        // The same, when it is asked beforehand.
        Match match = mux.handler(AnyRequest.of(line));
        if (match.outcome() == Match.Outcome.FOUND || match.outcome() == Match.Outcome.REDIRECT) {
            assertEquals(pattern, match.pattern());
        } else {
            assertEquals("", match.pattern());
        }
        if (!expected.contains("/shop/users/special ") && !expected.startsWith("/ ")) {
            assertEquals(expected, answer(match.handler(), line, new ArrayList<>()));
        }
    }

    @Test
    void routesListsThoseOfTheMountedRouter() {
        ServeMux inner = new ServeMux();
        ServeMux mux = new ServeMux();
        mux.handle("/a", NOTHING);
        mux.group("/t/{id}", t -> t.mount("/s", inner));
        mux.host(List.of("K.example"), k -> k.mount("/", inner));
        inner.handle("GET /x/{id}", NOTHING);
        inner.handle("h/y/", NOTHING);
        assertEquals(
                List.of(
                        new Route("/a", "", "", "/a"),
                        new Route("GET /t/{id}/s/x/{id}", "GET", "", "/t/{id}/s/x/{id}"),
                        new Route("h/t/{id}/s/y/", "", "h", "/t/{id}/s/y/"),
                        new Route("GET K.example/x/{id}", "GET", "k.example", "/x/{id}"),
                        new Route("h/y/", "", "h", "/y/")),
                mux.routes());
    }

    @Test
    void theMiddlewareOfItsGroupStandsAroundAllThatItAnswers() {
        ServeMux inner = new ServeMux();
        inner.handle("GET /x", NOTHING);
        ServeMux mux = new ServeMux();
        mux.with(next -> (w, r) -> {
                    w.headers().add("Via", r.pattern() + r.pathPrefix());
                    next.serve(w, r);
                })
                .mount("/m", inner);
        for (String line : List.of("GET /m/x", "GET /m/none", "PUT /m/x", "OPTIONS /m/x", "GET /m//x", "GET /m")) {
            ResponseRecorder w = ResponseRecorder.serve(
                    (v, _) -> mux.serve(v, AnyRequest.of(line)),
                    MemoryRequest.builder().build());
            assertEquals(1, w.headers().all("Via").size(), line);
        }
    }

    /** As it does when a middleware tries again. */
    @Test
    void aMountMayBeServedTwiceForOneRequest() {
        ServeMux inner = new ServeMux();
        inner.handle("GET /x", (w, r) -> w.write(r.pattern() + ";"));
        ServeMux mux = new ServeMux();
        mux.with(next -> (w, r) -> {
                    next.serve(w, r);
                    next.serve(w, r);
                })
                .mount("/m", inner);
        assertEquals("GET /m/x;GET /m/x;", answer(mux, "GET /m/x", new ArrayList<>()));
    }

    @ParameterizedTest
    @CsvSource({"m", "''", "/m/", "GET /m", "/{rest...}", "/m//x"})
    void refusesAPrefix(String prefix) {
        ServeMux mux = new ServeMux();
        assertThrows(IllegalArgumentException.class, () -> mux.mount(prefix, new ServeMux()));
        assertTrue(mux.routes().isEmpty());
    }

    @Test
    void refusesARouterThatLeadsBack() {
        ServeMux a = new ServeMux();
        ServeMux b = new ServeMux();
        assertThrows(IllegalArgumentException.class, () -> a.mount("/a", a));
        a.mount("/b", b);
        assertThrows(IllegalArgumentException.class, () -> b.group("/x", x -> x.mount("/a", a)));
    }

    @Test
    void aMountConflictsLikeARouteForAllMethods() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /", NOTHING);
        String message = assertThrows(
                        RouteConflictException.class, () -> mux.group("/m", m -> m.mount("/n", new ServeMux())))
                .getMessage();
        assertTrue(message.contains("\"/m/n/\"") && message.contains("in group \"/m\""), message);
    }
}
