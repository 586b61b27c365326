package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTest {
    private static final Handler NOTHING = (_, _) -> {};
    private static final Handler PATTERN = (w, r) -> w.write(r.pattern());
    private static final Handler VALUES = (w, r) -> w.write(r.pathValue("id") + "," + r.pathValue("post"));

    /** Adds its name to the field {@code Via}, in the order in which requests meet it. */
    private static Middleware via(String name) {
        return next -> (w, r) -> {
            w.headers().add("Via", name);
            next.serve(w, r);
        };
    }

    private static ResponseRecorder serve(ServeMux mux, String line) {
        return ResponseRecorder.serve(
                (w, _) -> mux.serve(w, AnyRequest.of(line)),
                MemoryRequest.builder().build());
    }

    /** Status, what goes with it, and the middleware that was met. */
    private static String answer(ServeMux mux, String line) {
        ResponseRecorder w = serve(mux, line);
        String what = switch (w.status()) {
            case 200 -> w.contentText();
            case 307 -> "307 " + w.headers().get("Location");
            case 204, 405 -> w.status() + " " + w.headers().get("Allow");
            default -> String.valueOf(w.status());
        };
        return what + " " + String.join("", w.headers().all("Via"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET x/api, GET /api",
        "HEAD x/api, GET /api",
        "POST x/api, POST /api",
        "GET x/api/, GET /api/{$}",
        "GET x/api/users/1, GET /api/users/{id}",
        "PUT x/api/users/1, PUT /api/users/{id}",
        "GET x/api/users/1/posts/2, '1,2'",
        "GET x/api/any, /api/any",
        "DELETE x/api/any, /api/any",
        "GET x/all, /all",
        "GET x/all/below, /all/",
        "GET h/here, GET h/here",
        "GET k.example/, k.example/",
        "GET k.example/v1/x, GET k.example/v1/x",
        "GET l.example./v1/x, GET l.example/v1/x",
        "GET l.example:81/v1/x, GET l.example/v1/x",
        "GET m:8080/late, GET m:8080/p/late",
        "GET m:8080/p/late, GET m:8080/p/late",
        "GET x/caf%C3%A9/a, GET /caf\u00e9/a",
    })
    void aPatternStandsBehindThePrefixOfItsGroup(String line, String expected) {
        ServeMux mux = new ServeMux();
        mux.group("/api", api -> {
            api.handle("GET", PATTERN);
            api.handle("POST", PATTERN);
            api.handle("GET /{$}", PATTERN);
            api.handle("/any", PATTERN);
            api.group("/users", users -> {
                users.handle("GET /{id}", PATTERN);
                users.group("/{id}", user -> {
                    user.handle("PUT", PATTERN);
                    user.handle("GET /posts/{post}", VALUES);
                });
            });
        });
        mux.group("/all", all -> {
            all.handle("", PATTERN);
            all.handle("/", PATTERN);
        });
        mux.handle("GET h/here", PATTERN);
        mux.host(List.of("k.example", "L.example"), hosts -> {
            hosts.handle("/", PATTERN);
            hosts.group("/v1", v1 -> v1.handle("GET /x", PATTERN));
        });
        mux.group("/p", p -> p.host("m:8080", m -> m.handle("GET /late", PATTERN)));
        mux.host("m:8080", m -> m.handle("GET /late", (w, _) -> w.write("GET m:8080/p/late")));
        mux.group("/caf\u00e9", g -> g.handle("GET /a", PATTERN));
        assertEquals(expected, serve(mux, line).contentText().replace("L.example", "l.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET /plain, GET /plain ''",
        "GET /a/x, GET /a/x A",
        "GET /a/one, GET /a/one ARS",
        "GET /a/b/y, GET /a/b/y ABC",
        "GET /a/b/c/z, GET /a/b/c/z ABCD",
        "GET /w, GET /w W",
        "GET /list, GET /list/x LM",
        "GET h/host, GET h/host H",
    })
    void theMiddlewareOfGroupsStandsAroundThatOfTheRoute(String line, String expected) {
        ServeMux mux = new ServeMux();
        mux.handle("GET /plain", PATTERN);
        mux.group("/a", via("A"), a -> {
            a.handle("GET /x", PATTERN);
            a.handle("GET /one", PATTERN, via("R"), via("S"));
            a.with(via("B"), via("C")).group("/b", b -> {
                b.handle("GET /y", PATTERN);
                b.group("/c", via("D"), c -> c.handle("GET /z", PATTERN));
            });
        });
        mux.with(via("W")).handle("GET /w", PATTERN);
        mux.group("/list", List.of(via("L"), via("M")), g -> g.handle("GET", (w, _) -> w.write("GET /list/x")));
        mux.with(via("H")).host("h", h -> h.handle("GET /host", PATTERN));
        assertEquals(expected.replace("''", ""), answer(mux, line));
    }

    /** What a group's middleware sees, and what is composed when. */
    @Test
    void middlewareIsWrappedAtRegistrationAndSeesTheRoute() {
        AtomicInteger wrapped = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        Middleware log = next -> {
            wrapped.incrementAndGet();
            return (w, r) -> {
                seen.add(r.pattern() + " " + r.pathValue("id"));
                next.serve(w, r);
            };
        };
        ServeMux mux = new ServeMux();
        mux.group("/users/{id}", log, user -> {
            user.handle("GET /a", NOTHING);
            user.handle("GET /b", NOTHING);
        });
        int before = wrapped.get();
        assertEquals(3, before, "two routes, and the router's own answers");
        for (String line : List.of("GET /users/7/a", "GET /users/8/b", "GET /users/9/none", "PUT /users/9/a")) {
            serve(mux, line);
        }
        assertEquals(before, wrapped.get());
        assertEquals(List.of("GET /users/{id}/a 7", "GET /users/{id}/b 8", " ", " "), seen);
    }

    @Test
    void middlewareAroundTheRouterSeesTheWholePattern() {
        List<String> seen = new ArrayList<>();
        ServeMux mux = new ServeMux();
        mux.group("/a", a -> a.host("h", h -> h.group("/{x}", x -> x.handle("POST /b/", NOTHING))));
        Handler all = (w, r) -> {
            w.onEnd(end -> seen.add(end.pattern()));
            mux.serve(w, r);
            seen.add(r.pattern());
        };
        ResponseRecorder.serve(
                all,
                MemoryRequest.builder()
                        .method("POST")
                        .target("/a/1/b/c")
                        .header("Host", "h")
                        .build());
        assertEquals(List.of("POST h/a/{x}/b/", "POST h/a/{x}/b/"), seen);
    }

    @ParameterizedTest
    @CsvSource({
        // 405 and OPTIONS: what the routes of the path have in common
        "PUT /a/x, '405 GET, HEAD, OPTIONS A'",
        "OPTIONS /a/x, '204 GET, HEAD, OPTIONS A'",
        "PUT /a/both, '405 GET, HEAD, OPTIONS, POST A'",
        "OPTIONS /a/both, '204 GET, HEAD, OPTIONS, POST A'",
        "OPTIONS /a/b/y, '204 GET, HEAD, OPTIONS AB'",
        "OPTIONS /shared, '204 GET, HEAD, OPTIONS, POST '",
        "OPTIONS /route, '204 GET, HEAD, OPTIONS R'",
        "OPTIONS /plain, '204 GET, HEAD, OPTIONS '",
        "PUT h/h, '405 GET, HEAD, OPTIONS H'",
        // redirects: that of the route
        "GET /a/dir, 307 /a/dir/ AR",
        "GET /a//x, 307 /a/x A",
        "GET //plain, 307 /plain ''",
        // 404: the narrowest group with a prefix or host
        "GET /a/none, 404 A",
        "GET /a, 404 A",
        "GET /a/, 404 A",
        "GET /a//none, 404 A",
        "GET /a/b/none/deep, 404 AB",
        "GET /a/plain/none, 404 A",
        "GET /ab, 404 ''",
        "GET /none, 404 ''",
        "GET /wild/7/none, 404 W",
        "GET /wild, 404 ''",
        "GET /wild/, 404 ''",
        "GET h/none, 404 H",
        "GET H.:99/none, 404 H",
        "GET h:81/none, 404 P",
        "GET h/a/none, 404 H",
        "GET /twice/none, 404 T",
        // no path
        "OPTIONS *, 400 ''",
    })
    void theRoutersOwnAnswersGoThroughTheMiddlewareOfTheirRoutes(String line, String expected) {
        Middleware t = via("T");
        ServeMux mux = new ServeMux();
        mux.handle("GET /plain", PATTERN);
        mux.handle("GET /route", PATTERN, via("R"));
        mux.handle("GET /shared", PATTERN, via("1"));
        mux.handle("POST /shared", PATTERN, via("2"));
        mux.group("/a", via("A"), a -> {
            a.handle("GET /x", PATTERN);
            a.handle("GET /both", PATTERN);
            a.handle("POST /both", PATTERN, via("R"));
            a.handle("GET /dir/", PATTERN, via("R"));
            a.group("/b", via("B"), b -> b.handle("GET /y", PATTERN));
            a.group("/plain", p -> p.handle("GET /y", PATTERN));
        });
        mux.group("/wild/{x}", via("W"), w -> w.handle("GET /y", PATTERN));
        mux.with(via("H")).host("h", h -> h.handle("GET /h", PATTERN));
        mux.with(via("P")).host("h:81", h -> h.handle("GET /h", PATTERN));
        mux.group("/twice", List.of(t, via("U")), g -> g.handle("GET /1", PATTERN));
        mux.group("/twice", List.of(t, via("V")), g -> g.handle("GET /2", PATTERN));
        mux.with(via("X")).handle("GET /x/y", PATTERN);
        assertEquals(expected.replace("''", ""), answer(mux, line));
    }

    @Test
    void theHooksOfTheRouterRunWithinAGroupsMiddleware() {
        ServeMux mux = new ServeMux();
        mux.group("/a", via("A"), a -> a.handle("GET /x", NOTHING));
        mux.notFound((w, _) -> w.status(200).write("mine"));
        mux.methodNotAllowed((w, r) -> w.status(200)
                .write(r.attribute(ServeMux.ALLOWED_METHODS).orElseThrow().toString()));
        mux.automaticOptions(false);
        assertEquals("mine A", answer(mux, "GET /a/none"));
        assertEquals("[GET, HEAD] A", answer(mux, "OPTIONS /a/x"));
    }

    /** A browser asks with OPTIONS before it calls a route of another method. */
    @ParameterizedTest
    @CsvSource({
        "OPTIONS, /api/users/7, DELETE, 204, GET PUT DELETE, https://app.example",
        "DELETE, /api/users/7, '', 200, '', https://app.example",
        "GET, /api/users/7, '', 405, '', https://app.example",
        "OPTIONS, /api/users/7, '', 204, '', https://app.example",
        "GET, /api/none, '', 404, '', https://app.example",
        "GET, /api/gone, '', 410, '', https://app.example",
        "OPTIONS, /api/any, PUT, 204, GET PUT DELETE, https://app.example",
        "OPTIONS, /other, PUT, 204, '', ''",
    })
    void corsOfAGroupGetsThePreflightRequests(
            String method, String target, String asks, int status, String methods, String origin) {
        Middleware cors = next -> (w, r) -> {
            w.header("Access-Control-Allow-Origin", r.header("Origin").orElseThrow());
            if (r.method().equals("OPTIONS") && r.headers().contains("Access-Control-Request-Method")) {
                w.status(204).header("Access-Control-Allow-Methods", "GET PUT DELETE");
                return;
            }
            next.serve(w, r);
        };
        Middleware login = next -> (w, r) -> {
            if (r.method().equals("OPTIONS")) {
                throw new HttpError(401);
            }
            next.serve(w, r);
        };
        ServeMux mux = new ServeMux();
        mux.group("/api", cors, api -> {
            api.handle("DELETE /users/{id}", NOTHING, login);
            api.handle("PUT /users/{id}", NOTHING);
            api.handle("/any", NOTHING, login);
            api.handle("GET /gone", (_, _) -> {
                throw new HttpError(410);
            });
        });
        mux.handle("GET /other", NOTHING);
        var request = MemoryRequest.builder().method(method).target(target).header("Origin", "https://app.example");
        if (!asks.isEmpty()) {
            request.header("Access-Control-Request-Method", asks);
        }
        ResponseRecorder w = ResponseRecorder.serve(mux, request.build());
        assertEquals(status, w.status());
        assertEquals(methods, w.headers().find("Access-Control-Allow-Methods").orElse(""));
        assertEquals(origin, w.headers().find("Access-Control-Allow-Origin").orElse(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api | prefix \"api\" must begin with a slash",
                "GET /api | must begin with a slash; methods are for patterns, hosts for host()",
                "h.example/api | must begin with a slash",
                "'' | must begin with a slash",
                "/ | must not end with a slash",
                "/api/ | must not end with a slash",
                "/api//v1 | an empty segment",
                "/api/../v1 | a dot segment",
                "/api/{rest...} | must not end the path",
                "/api/{$} | must not end the path",
                "/api/{x | not closed",
                "/api/:id | write {id} for a wildcard",
                "/api/* | write {name}",
                "/<id> | write {id} for a wildcard",
                "/api?x | no query",
            })
    void refusesAPrefix(String prefix, String says) {
        ServeMux mux = new ServeMux();
        for (Runnable wrong : List.<Runnable>of(
                () -> mux.group(prefix, _ -> {}), () -> mux.group("/in", in -> in.group(prefix, via("A"), _ -> {})))) {
            String message =
                    assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
            assertTrue(message.contains(says), message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users | in group \"/api\": pattern \"users\" has no path: begin it with a slash",
                "GET users | has no path",
                "GET users/{id} | names the host users: begin the path with a slash",
                "h.example/x | names the host h.example",
                "get /x | methods are case-sensitive: write GET /x",
                "get | has no path",
                "GET /users/:id | write {id}",
                "GET /users/* | write {name}",
                "GET /users/<int:id> | write {id}",
                "GET //x | an empty segment",
                "GET /{t} | the name t stands for two wildcards",
            })
    void refusesAPatternInAGroup(String pattern, String says) {
        ServeMux mux = new ServeMux();
        String prefix = pattern.contains("{t}") ? "/api/{t}" : "/api";
        mux.group(prefix, api -> {
            String message = assertThrows(IllegalArgumentException.class, () -> api.handle(pattern, NOTHING))
                    .getMessage();
            assertTrue(message.contains(says), message);
        });
        assertEquals(List.of(), mux.routes());
    }

    @Test
    void refusesOneNameForWildcardsOfNestedPrefixes() {
        ServeMux mux = new ServeMux();
        mux.group("/{a}", a -> assertThrows(IllegalArgumentException.class, () -> a.group("/x/{a}", _ -> {})));
    }

    @ParameterizedTest
    @CsvSource({"'', one", "a/b, without a path", "a b, a host", "{h}, no wildcards", "a:x, a port", "a;A., come once"})
    void refusesHosts(String hosts, String says) {
        ServeMux mux = new ServeMux();
        List<String> list = hosts.isEmpty() ? List.of() : List.of(hosts.split(";"));
        String message = assertThrows(IllegalArgumentException.class, () -> mux.host(list, _ -> {}))
                .getMessage();
        assertTrue(message.contains(says), message);
        mux.host("h", h -> assertThrows(IllegalArgumentException.class, () -> h.host("k", _ -> {})));
        mux.host("h", h -> assertThrows(IllegalArgumentException.class, () -> h.handle("GET k/x", NOTHING)));
    }

    @Test
    void aConflictNamesBothGroups() {
        ServeMux mux = new ServeMux();
        mux.group("/a", a -> a.group("/{x}", x -> x.handle("GET /z", NOTHING)));
        RouteConflictException e =
                assertThrows(RouteConflictException.class, () -> mux.group("/{y}", y -> y.handle("GET /b/z", NOTHING)));
        assertTrue(
                e.getMessage()
                        .matches("pattern \"GET /\\{y}/b/z\""
                                + " \\(dev\\.weir\\.mux\\.GroupTest\\.\\S+\\(GroupTest\\.java:\\d+\\), in group"
                                + " \"/\\{y}\"\\) conflicts with \"GET /a/\\{x}/z\" \\(registered at"
                                + " dev\\.weir\\.mux\\.GroupTest\\.\\S+\\(GroupTest\\.java:\\d+\\), in group"
                                + " \"/a/\\{x}\"\\): both match some requests, and neither is more specific, for"
                                + " example GET /a/b/z"),
                e.getMessage());
        assertEquals("GET /{y}/b/z", e.pattern());
        assertEquals("GET /a/{x}/z", e.registeredPattern());
        // With its own middleware a route is registered through an interface's method; that is not the place.
        String message = assertThrows(RouteConflictException.class, () -> mux.handle("GET /a/{y}/z", NOTHING, via("A")))
                .getMessage();
        assertTrue(message.startsWith("pattern \"GET /a/{y}/z\" (dev.weir.mux.GroupTest."), message);
    }

    @Test
    void ofSeveralHostsAllAreAddedOrNone() {
        ServeMux mux = new ServeMux();
        mux.handle("GET b/x", NOTHING);
        mux.host(List.of("a", "b", "c"), hosts -> {
            assertThrows(RouteConflictException.class, () -> hosts.handle("GET /x", NOTHING));
            hosts.handle("GET /y", NOTHING);
        });
        assertEquals(
                List.of("GET b/x", "GET a/y", "GET b/y", "GET c/y"),
                mux.routes().stream().map(Route::pattern).toList());
        assertEquals(new Route("GET c/y", "GET", "c", "/y"), mux.routes().getLast());
    }

    @Test
    void aMiddlewareThatWrapsInNothingIsRefused() {
        ServeMux mux = new ServeMux();
        assertThrows(NullPointerException.class, () -> mux.handle("/x", NOTHING, _ -> null));
        assertThrows(NullPointerException.class, () -> mux.handle("/x", NOTHING, (Middleware) null));
        assertEquals(List.of(), mux.routes());
    }
}
