package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeMuxTest {
    /** The names of all wildcards that the tests use. */
    private static final List<String> NAMES = List.of("id", "x", "y", "rest", "file");

    /** BuiltinHandlers with the pattern and the values that the request has. */
    private static final Handler ECHO = (w, r) -> {
        StringBuilder text = new StringBuilder(r.pattern());
        for (String name : NAMES) {
            if (r.pattern().contains("{" + name)) {
                text.append(' ').append(name).append('=').append(r.pathValue(name));
            }
        }
        w.write(text.toString());
    };

    private static ServeMux mux(String... patterns) {
        ServeMux mux = new ServeMux();
        for (String pattern : patterns) {
            mux.handle(pattern, ECHO);
        }
        return mux;
    }

    private static ResponseRecorder serve(ServeMux mux, String line) {
        return serve(mux, AnyRequest.of(line));
    }

    private static ResponseRecorder serve(ServeMux mux, Request request) {
        return ResponseRecorder.serve(
                (w, _) -> mux.serve(w, request), MemoryRequest.builder().build());
    }

    /** Status and what goes with it, in one line. */
    private static String answer(ServeMux mux, String line) throws Exception {
        ResponseRecorder w = serve(mux, line);
        return switch (w.status()) {
            case 200 -> w.contentText();
            case 307 -> "307 " + w.headers().get("Location");
            case 204, 405 -> w.status() + " " + w.headers().get("Allow");
            default -> String.valueOf(w.status());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, /{$}",
        "GET /a, GET /a",
        "HEAD /a, GET /a",
        "POST /a, POST /a",
        "PUT /a, /{x} x=a",
        "GET /b, /{x} x=b",
        "GET /b%2Fc, /{x} x=b/c",
        "GET /%61, GET /a",
        "GET /users/7, /users/{id} id=7",
        "HEAD /users/7, /users/{id} id=7",
        "HEAD /y/7, HEAD /y/{y} y=7",
        "GET /y/7, GET /y/{y} y=7",
        "POST /y/7, /{rest...} rest=y/7",
        "GET /users/new, /users/new",
        "GET /users/%6eew, /users/new",
        "GET /users/a%20b%C3%A9, /users/{id} id=a b\u00e9",
        "GET /users/%zz, /users/{id} id=%zz",
        "GET /users/%FF, /users/{id} id=\uFFFD",
        "GET /users/7/, /{rest...} rest=users/7/",
        "GET /users/7/posts, /users/{id}/posts id=7",
        "GET /users/new/posts, /users/{id}/posts id=new",
        "GET /users/new/drafts, /users/new/drafts",
        "GET /users/new/other, /{rest...} rest=users/new/other",
        "GET /static/, /static/",
        "GET /static/a/b, /static/",
        "GET /files/, /files/{file...} file=",
        "GET /files/a%2Fb/c%25/, /files/{file...} file=a/b/c%/",
        "GET /files/{x}, /files/{file...} file={x}",
        "GET /x/1/y/2/z, /x/{x}/y/{y}/{rest...} x=1 y=2 rest=z",
        "GET /a%2Fb/end, /a%2Fb/end",
        "GET /a%2fb/end, /a%2Fb/end",
        "GET /a/b/end, /{rest...} rest=a/b/end",
        "GET /%C3%A9t%c3%a9, /\u00e9t\u00e9",
        "GET /\u00e9t\u00e9, /\u00e9t\u00e9",
        "GET '', /{$}",
    })
    void matches(String line, String expected) throws Exception {
        ServeMux mux = mux(
                "/{$}",
                "GET /a",
                "POST /a",
                "/{x}",
                "/users/{id}",
                "GET /y/{y}",
                "HEAD /y/{y}",
                "/users/new",
                "/users/{id}/posts",
                "/users/new/drafts",
                "/static/",
                "/files/{file...}",
                "/x/{x}/y/{y}/{rest...}",
                "/a%2Fb/end",
                "/\u00e9t\u00e9",
                "/{rest...}");
        assertEquals(expected, answer(mux, line.replace("''", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET example.com/a, Example.com/a",
        "GET EXAMPLE.com/a, Example.com/a",
        "GET example.com:80/a, Example.com/a",
        "GET example.com:/a, Example.com/a",
        "GET example.com:8080/a, example.com:8080/",
        "GET example.com:8080/c, example.com:8080/",
        "GET example.com/b, /b",
        "GET example.org/a, /{x} x=a",
        "GET sub.example.com/a, /{x} x=a",
        "GET example.com./a, Example.com/a",
        "GET EXAMPLE.COM.:8080/a, example.com:8080/",
        "GET example.com.:81/a, Example.com/a",
        "GET example.com.:/a, Example.com/a",
        "GET example.com../a, /{x} x=a",
        "GET ./a, /{x} x=a",
        "GET dot.com/a, dot.com./",
        "GET dot.com./a, dot.com./",
        "GET dot.com.:5/a, dot.com.:5/",
        "GET dot.com:5/a, dot.com.:5/",
        "POST post.com./a, POST post.com/",
        "GET /a, /{x} x=a",
        "GET [::1]/a, [::1]/",
        "GET [::1]:99/a, [::1]/",
        "POST post.com/a, POST post.com/",
        "GET post.com/a, /{x} x=a",
        "GET ex%61mple.com/a, /{x} x=a",
        "GET \u212Aelvin.com/a, /{x} x=a",
        "GET kelvin.com/a, Kelvin.com/",
    })
    void hosts(String line, String expected) throws Exception {
        ServeMux mux = mux(
                "Example.com/a",
                "example.com:8080/",
                "/b",
                "/{x}",
                "[::1]/",
                "POST post.com/",
                "Kelvin.com/",
                "dot.com./",
                "dot.com.:5/");
        assertEquals(expected, answer(mux, line));
    }

    @Test
    void aFinalDotMakesNoOtherHost() {
        ServeMux mux = mux("GET example.com./a");
        assertEquals("example.com", mux.routes().getFirst().host());
        assertThrows(RouteConflictException.class, () -> mux.handle("GET Example.com/a", (w, r) -> {}));
        Match match = mux.handler(AnyRequest.of("POST example.com/a"));
        assertEquals(Match.Outcome.METHOD_NOT_ALLOWED, match.outcome());
    }

    @ParameterizedTest
    @CsvSource({
        // cleaned forms
        "GET //a, 307 /a",
        "POST //a?q=1&r=//, 307 /a?q=1&r=//",
        "GET /./a, 307 /a",
        "GET /b/../a, 307 /a",
        "GET /%2e%2E/a, 307 /a",
        "GET /dir//x/, 307 /dir/x/",
        "GET /dir/x/../, 307 /dir/",
        "GET /dir/x/.., 307 /dir/",
        "GET /dir/%2e, 307 /dir/",
        "GET //nothing, 404",
        "GET /nothing/../other, 404",
        "DELETE //only/get, '405 GET, HEAD, OPTIONS'",
        "GET //only/get, 307 /only/get",
        // a slash at the end
        "GET /dir, 307 /dir/",
        "GET /dir?a=b, 307 /dir/?a=b",
        "POST /dir, 307 /dir/",
        "GET //dir, 307 /dir/",
        "GET /end, 307 /end/",
        "GET /wild/x, 307 /wild/x/",
        "GET /wild/%5C%2F, 307 /wild/%5C%2F/",
        "GET /both, /both",
        "GET /named, 307 /named/",
        "GET /named/a, /named/{rest...} rest=a",
        "GET /deep/a, 307 /deep/a/",
        "GET /deep/b, /deep/",
        "POST /only/dir, '405 GET, HEAD, OPTIONS'",
        "GET /a/, 404",
        // what looks like another host is a segment
        "GET //evil.com/a, 404",
        "GET //evil.com/../a, 307 /a",
        "GET //wild/evil.com/, 307 /wild/evil.com/",
    })
    void redirects(String line, String expected) throws Exception {
        ServeMux mux = mux(
                "/a",
                "/dir/",
                "/end/{$}",
                "/wild/{x}/",
                "/both",
                "/both/",
                "/named/{rest...}",
                "/deep/",
                "/deep/a/",
                "GET /only/get",
                "GET /only/dir/");
        assertEquals(expected, answer(mux, line));
    }

    @ParameterizedTest
    @CsvSource({
        "/p/dir, /p, 307 /p/dir/",
        "/p/dir?q=1&r=%2F, /p, 307 /p/dir/?q=1&r=%2F",
        "/p/dir//x, /p, 307 /p/dir/x",
        "/p/../a, /p, 307 /p/a",
        "/p/b/../../../a, /p, 307 /p/a",
        "/%70%2Fq/dir, /%70%2Fq, 307 /%70%2Fq/dir/",
        "/p/q/dir, /p /q, 307 /p/q/dir/",
        "/p/q/r//a, /p /q /r, 307 /p/q/r/a",
        "/p/a, /p, /a",
        // what a program may take off itself is no way to another host either
        "//evil.com/dir, //evil.com, 307 /evil.com/dir/",
        "/\\evil.com/dir, /\\evil.com, 307 /%5Cevil.com/dir/",
        "/p/./dir, /p/., 307 /p/dir/",
    })
    void redirectsWithThePrefixThatWasTakenOff(String target, String prefixes, String expected) throws Exception {
        Request request = AnyRequest.of("GET", "h", target);
        for (String prefix : prefixes.split(" ")) {
            request = request.withoutPathPrefix(prefix);
        }
        ResponseRecorder w = serve(mux("/a", "/dir/", "/dir/x"), request);
        assertEquals(expected, w.status() == 307 ? "307 " + w.headers().get("Location") : w.contentText());
    }

    @Test
    void aSlashInAHostsRouteYieldsToAPlainHit() throws Exception {
        ServeMux mux = mux("h/tree/", "/tree", "h/sub/", "/");
        assertEquals("/tree", answer(mux, "GET h/tree"));
        assertEquals("307 /sub/", answer(mux, "GET h/sub"));
        assertEquals("/", answer(mux, "GET k/sub"));
    }

    /** A redirect must never be read as one to another host, or as more than one field. */
    @Test
    void redirectsStayOnThisServer() throws Exception {
        ServeMux mux = mux("/{rest...}", "/{x}/", "/{x}/{y}/{$}");
        Random random = new Random(5);
        String[] pieces = {
            "/",
            "/",
            "\\",
            ".",
            "..",
            "%2e",
            "%2F",
            "%5C",
            "\t",
            "\r\n",
            " ",
            "evil.com",
            "@",
            ":",
            "?",
            "#",
            "%0a",
            "\u00e9",
            "\u2044"
        };
        int redirects = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder target = new StringBuilder("/");
            for (int n = random.nextInt(7); n > 0; n--) {
                target.append(pieces[random.nextInt(pieces.length)]);
            }
            ResponseRecorder w = serve(mux, AnyRequest.of("GET", "h", target.toString()));
            if (w.status() == 307) {
                redirects++;
                String location = w.headers().get("Location");
                assertTrue(location.matches("/(?!/)[!-~&&[^\\\\]]*"), target + " to " + location);
                String path = location.replaceFirst("\\?.*", "");
                ResponseRecorder again = serve(mux, AnyRequest.of("GET", "h", path));
                assertEquals(200, again.status(), "one redirect is enough: " + target + " to " + location);
            }
        }
        assertTrue(redirects > 10_000, "redirects: " + redirects);
    }

    @Test
    void theWorstRedirects() throws Exception {
        ServeMux mux = mux("/{rest...}", "/{x}/");
        for (String target : List.of("/./\\evil.com", "/.//\\evil.com", "/\\evil.com", "/x/..//\\evil.com")) {
            String location =
                    serve(mux, AnyRequest.of("GET", "h", target)).headers().get("Location");
            assertEquals("/%5Cevil.com/", location, target);
        }
        assertEquals(
                "/evil.com/",
                serve(mux, AnyRequest.of("GET", "h", "//evil.com")).headers().get("Location"));
        assertEquals(
                "/evil.com/",
                serve(mux, AnyRequest.of("GET", "h", "/..//evil.com/"))
                        .headers()
                        .get("Location"));
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT //a, CONNECT /{rest...} rest=/a",
        "CONNECT /dir, CONNECT /{rest...} rest=dir",
        "CONNECT /dir/, CONNECT /dir/",
        "CONNECT /dir/../a, CONNECT /dir/",
        "CONNECT /./a, CONNECT /{rest...} rest=./a",
        "CONNECT /p//q, CONNECT /p//q",
        "POST /q, '405 CONNECT, OPTIONS'",
        "CONNECT example.com:443, CONNECT example.com:443/",
        "CONNECT example.com:444, CONNECT /{rest...} rest=",
    })
    void connectIsMatchedAsItIs(String line, String expected) throws Exception {
        ServeMux mux = mux("CONNECT /{rest...}", "CONNECT /dir/", "CONNECT /p//q", "CONNECT example.com:443/");
        assertEquals(expected, answer(mux, line));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE /a, '405 GET, HEAD, OPTIONS, POST, PUT'",
        "HEAD /post, '405 OPTIONS, POST'",
        "GET /head, '405 HEAD, OPTIONS'",
        "POST /sub/x/y, '405 GET, HEAD, OPTIONS'",
        "POST /sub, '405 GET, HEAD, OPTIONS'",
        "POST /any/x, /any/{x} x=x",
        "CONNECT /a, '405 GET, HEAD, OPTIONS, POST, PUT'",
        "GET /none, 404",
        "get /a, '405 GET, HEAD, OPTIONS, POST, PUT'",
        "PATCH h/a, '405 DELETE, GET, HEAD, OPTIONS, POST, PUT'",
        "PATCH h:1/a, '405 DELETE, GET, HEAD, OPTIONS, POST, PUT'",
        "CONNECT /sub, 404",
    })
    void methods(String line, String expected) throws Exception {
        ServeMux mux = mux(
                "GET /a",
                "PUT /a",
                "POST /a",
                "POST /post",
                "HEAD /head",
                "GET /sub/",
                "GET /any/{x}",
                "/any/{x}",
                "h/b",
                "DELETE h/a");
        assertEquals(expected, answer(mux, line));
    }

    private static ServeMux withOptions() {
        return mux(
                "GET /a",
                "PUT /a",
                "POST /post",
                "GET /own",
                "OPTIONS /own",
                "/any",
                "GET /any",
                "GET /dir/",
                "GET /users/{id}",
                "OPTIONS /users/new",
                "options-of-mine /a",
                "DELETE h/a",
                "PATCH h:1/a",
                "/below/{rest...}",
                "GET /below/a",
                "CONNECT /tunnel");
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS /a, '204 GET, HEAD, OPTIONS, PUT, options-of-mine'",
        "OPTIONS /post, '204 OPTIONS, POST'",
        "OPTIONS /users/7, '204 GET, HEAD, OPTIONS'",
        "OPTIONS /tunnel, '204 CONNECT, OPTIONS'",
        "OPTIONS h/a, '204 DELETE, GET, HEAD, OPTIONS, PUT, options-of-mine'",
        "OPTIONS h:1/a, '204 DELETE, GET, HEAD, OPTIONS, PATCH, PUT, options-of-mine'",
        // as with any other method, the path that a redirect would lead to counts
        "OPTIONS /dir, '204 GET, HEAD, OPTIONS'",
        "OPTIONS //x/..//post, '204 OPTIONS, POST'",
        // a route comes first
        "OPTIONS /own, OPTIONS /own",
        "POST /own, '405 GET, HEAD, OPTIONS'",
        "OPTIONS /users/new, OPTIONS /users/new",
        "OPTIONS /any, /any",
        "OPTIONS /below/a, /below/{rest...} rest=a",
        "OPTIONS /none, 404",
        "OPTIONS *, 400",
        "options /post, '405 OPTIONS, POST'",
        "DELETE /post, '405 OPTIONS, POST'",
    })
    void answersOptions(String line, String expected) throws Exception {
        assertEquals(expected, answer(withOptions(), line));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS /post, 405 POST",
        "OPTIONS /a, '405 GET, HEAD, PUT, options-of-mine'",
        "DELETE /post, 405 POST",
        "POST /own, '405 GET, HEAD, OPTIONS'",
        "OPTIONS /own, OPTIONS /own",
        "OPTIONS /any, /any",
        "OPTIONS /none, 404",
        "OPTIONS *, 400",
    })
    void answersNoOptionsWhenItIsTold(String line, String expected) throws Exception {
        ServeMux mux = withOptions();
        mux.automaticOptions(false);
        assertEquals(expected, answer(mux, line));
        mux.automaticOptions(true);
        assertEquals("204 OPTIONS, POST", answer(mux, "OPTIONS /post"), "and on again");
    }

    @Test
    void anAnswerToOptionsHasNoContentAndAsksNoHook() throws Exception {
        ServeMux mux = mux("GET /a");
        mux.methodNotAllowed((w, _) -> w.write("hook"));
        ResponseRecorder w = serve(mux, "OPTIONS /a");
        assertEquals(204, w.status());
        assertEquals("", w.contentText());
        assertEquals("Allow: GET, HEAD, OPTIONS\n", w.headers().toString());
        mux.automaticOptions(false);
        assertEquals(
                "405 hook",
                serve(mux, "OPTIONS /a").status() + " "
                        + serve(mux, "OPTIONS /a").contentText());
    }

    /** A middleware for CORS answers preflight requests before the router; what it sets for others stays. */
    @Test
    void optionsBehindCors() {
        Middleware cors = next -> (w, r) -> {
            w.header("Access-Control-Allow-Origin", "*");
            if (r.method().equals(HttpMethod.OPTIONS)
                    && r.header("Access-Control-Request-Method").isPresent()) {
                w.status(204).header("Access-Control-Allow-Methods", "PUT");
                return;
            }
            next.serve(w, r);
        };
        Handler handler = cors.wrap(mux("PUT /a"));
        RequestBuilder options = MemoryRequest.builder().method("OPTIONS").target("/a");
        assertEquals(
                "Access-Control-Allow-Origin: *\nAllow: OPTIONS, PUT\n",
                ResponseRecorder.serve(handler, options.build()).headers().toString());
        assertEquals(
                "Access-Control-Allow-Origin: *\nAccess-Control-Allow-Methods: PUT\n",
                ResponseRecorder.serve(
                                handler,
                                options.header("Access-Control-Request-Method", "PUT")
                                        .build())
                        .headers()
                        .toString());
    }

    @Test
    void errorPages() throws Exception {
        ServeMux mux = mux("GET /a");
        ResponseRecorder notFound = serve(mux, "GET /b");
        assertEquals(404, notFound.status());
        assertEquals("404 page not found\n", notFound.contentText());
        assertEquals("text/plain; charset=utf-8", notFound.headers().get("Content-Type"));
        assertEquals("nosniff", notFound.headers().get("X-Content-Type-Options"));

        ResponseRecorder notAllowed = serve(mux, "POST /a");
        assertEquals(405, notAllowed.status());
        assertEquals("Method Not Allowed\n", notAllowed.contentText());
        assertEquals("text/plain; charset=utf-8", notAllowed.headers().get("Content-Type"));
        assertEquals("nosniff", notAllowed.headers().get("X-Content-Type-Options"));
        assertEquals("GET, HEAD, OPTIONS", notAllowed.headers().get("Allow"));

        assertEquals(404, serve(new ServeMux(), "GET /").status(), "without routes");
        assertEquals(404, serve(mux("/"), AnyRequest.of("GET", "h", "a/b")).status(), "a path without a slash");
    }

    /** The server's renderer writes what the router answers; fields of the error stay. */
    @ParameterizedTest
    @CsvSource({
        "GET, /b, 404, , '{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"404 page not"
                + " found\"}'",
        "POST, /a, 405, 'GET, HEAD, OPTIONS', '{\"type\":\"about:blank\",\"title\":\"Method Not"
                + " Allowed\",\"status\":405}'",
        "OPTIONS, *, 400, , '{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400}'",
    })
    void errorsAreRendered(String method, String target, int status, String allow, String content) {
        ResponseRecorder w = ResponseRecorder.serve(
                mux("GET /a"),
                MemoryRequest.builder()
                        .method(method)
                        .target(target)
                        .errors(ErrorRenderer.problemJson())
                        .build());
        assertEquals(status, w.status());
        assertEquals(allow, w.headers().get("Allow"));
        assertEquals("application/problem+json", w.headers().get("Content-Type"));
        assertEquals(content, w.contentText().strip());
    }

    /** What answers to HEAD is as for GET, without content. */
    @Test
    void errorsToHead() {
        ResponseRecorder w = ResponseRecorder.serve(
                mux("POST /a"),
                MemoryRequest.builder().method("HEAD").target("/a").build());
        assertEquals("405 OPTIONS, POST", w.status() + " " + w.headers().get("Allow"));
        assertEquals("", w.contentText());
    }

    /** Fields that middleware has set before the router answers with an error of its own. */
    @Test
    void errorPagesKeepWhatIsOfTheResponse() throws Exception {
        ServeMux mux = mux("GET /a");
        for (String line : List.of("GET /b", "POST /a", "OPTIONS *")) {
            ResponseRecorder w = ResponseRecorder.serve(
                    (out, _) -> {
                        out.headers()
                                .add("Set-Cookie", "a=b")
                                .add("Vary", "Origin")
                                .add("ETag", "\"x\"")
                                .add("Content-Encoding", "gzip")
                                .add("Content-Length", "3")
                                .add("Cache-Control", "max-age=60")
                                .add("Content-Type", "text/html");
                        mux.serve(out, AnyRequest.of(line));
                    },
                    MemoryRequest.builder().build());
            Headers headers = w.headers().copy();
            headers.remove("Allow");
            assertEquals(
                    Integer.toString(w.contentBytes().length),
                    headers.get("Content-Length"),
                    "that of the error, not the one before");
            headers.remove("Content-Length");
            assertEquals(
                    "Set-Cookie: a=b\nVary: Origin\nContent-Type: text/plain; charset=utf-8\n"
                            + "X-Content-Type-Options: nosniff\n",
                    headers.toString(),
                    line);
        }
    }

    @Test
    void anAsteriskIsABadTarget() throws Exception {
        ServeMux mux = mux("/", "OPTIONS /{rest...}");
        assertEquals(400, serve(mux, "OPTIONS *").status());
        assertEquals(400, serve(mux, "GET h*").status());
        assertEquals(
                Match.Outcome.BAD_TARGET,
                mux.handler(AnyRequest.of("OPTIONS *")).outcome());
    }

    @Test
    void hooks() throws Exception {
        ServeMux mux = mux("GET /a", "PUT /a");
        mux.notFound((w, r) -> w.suppress("Content-Type").write("no " + r.rawPath() + r.pattern()));
        mux.methodNotAllowed((w, r) ->
                w.write("only " + r.attribute(ServeMux.ALLOWED_METHODS).orElseThrow() + " as "
                        + w.headers().get("Allow")));
        ResponseRecorder notFound = serve(mux, "GET /b");
        assertEquals("404 no /b", notFound.status() + " " + notFound.contentText());
        assertNull(notFound.headers().get("Content-Type"));
        ResponseRecorder notAllowed = serve(mux, "POST /a");
        assertEquals(
                "405 only [GET, HEAD, OPTIONS, PUT] as GET, HEAD, OPTIONS, PUT",
                notAllowed.status() + " " + notAllowed.contentText());

        mux.notFound((w, _) -> w.status(200).write("home"));
        assertEquals(200, serve(mux, "GET /b").status(), "a hook may set another status");
        assertThrows(NullPointerException.class, () -> mux.notFound(null));
        assertThrows(NullPointerException.class, () -> mux.methodNotAllowed(null));
    }

    @Test
    void handlerTellsWhatServeWouldDo() {
        ServeMux mux = mux("GET /dir/{rest...}");
        Match found = mux.handler(AnyRequest.of("GET /dir/x"));
        assertEquals(new Match(Match.Outcome.FOUND, "GET /dir/{rest...}", ECHO), found);
        assertSame(ECHO, found.handler());
        Match slash = mux.handler(AnyRequest.of("GET /dir"));
        assertEquals(Match.Outcome.REDIRECT, slash.outcome());
        assertEquals("GET /dir/{rest...}", slash.pattern());
        Match cleaned = mux.handler(AnyRequest.of("GET //dir/x"));
        assertEquals(Match.Outcome.REDIRECT, cleaned.outcome());
        assertEquals("GET /dir/{rest...}", cleaned.pattern());
        Match notAllowed = mux.handler(AnyRequest.of("POST /dir/x"));
        assertEquals(Match.Outcome.METHOD_NOT_ALLOWED, notAllowed.outcome());
        assertEquals("", notAllowed.pattern());
        Match options = mux.handler(AnyRequest.of("OPTIONS /dir/x"));
        assertEquals(Match.Outcome.OPTIONS, options.outcome());
        assertEquals("", options.pattern());
        Match notFound = mux.handler(AnyRequest.of("GET /"));
        assertEquals(Match.Outcome.NOT_FOUND, notFound.outcome());
        assertEquals("", notFound.pattern());
    }

    @Test
    void listsRoutesInTheOrderOfRegistration() {
        ServeMux mux = mux("/z", "GET Example.com:80/a/{x}", "/a/");
        List<Route> routes = mux.routes();
        assertEquals(
                List.of(
                        new Route("/z", "", "", "/z"),
                        new Route("GET Example.com:80/a/{x}", "GET", "example.com:80", "/a/{x}"),
                        new Route("/a/", "", "", "/a/")),
                routes);
        mux.handle("/later", ECHO);
        assertEquals(3, routes.size());
        assertThrows(UnsupportedOperationException.class, routes::removeFirst);
    }

    @Test
    void refusesWhatIsNoRoute() {
        ServeMux mux = new ServeMux();
        assertThrows(NullPointerException.class, () -> mux.handle(null, ECHO));
        assertThrows(NullPointerException.class, () -> mux.handle("/", null));
        String message = assertThrows(IllegalArgumentException.class, () -> mux.handle("/{a", ECHO))
                .getMessage();
        assertEquals("bad pattern \"/{a\" at offset 1: the wildcard is not closed", message);
        assertTrue(mux.routes().isEmpty());
    }

    private static final AttributeKey<String> NOTE = AttributeKey.of("dev.weir.mux.test.NOTE");

    /**
     * What is seen around the router when it is done: in the request that middleware has handed on, in the one that came, and in
     * what a log gets.
     */
    @ParameterizedTest
    @CsvSource({
        "GET /users/7, 200, GET /users/{id}",
        "HEAD /users/7, 200, GET /users/{id}",
        "GET /plain, 200, /plain",
        "GET /throws/x, 500, /throws/",
        "GET /gone/x, 410, /gone/{x}",
        "GET /outer/in/1, 200, /in/{x}",
        "GET /outer/none, 404, /outer/",
        "GET /dir, 307, /dir/{rest...}",
        "GET //users//7, 307, GET /users/{id}",
        "GET /outer/sub, 307, /sub/",
        "GET /none, 404, ''",
        "POST /users/7, 405, ''",
        "OPTIONS /users/7, 204, ''",
        "OPTIONS *, 400, ''",
    })
    void thePatternIsSeenAroundTheRouter(String line, int status, String pattern) {
        ServeMux inner = mux("/in/{x}", "/sub/");
        ServeMux mux = mux("GET /users/{id}", "/plain", "/dir/{rest...}");
        mux.handle("/throws/", (_, r) -> {
            throw new IllegalStateException(r.pattern());
        });
        mux.handle("/gone/{x}", (_, _) -> {
            throw new HttpError(410);
        });
        mux.handle("/outer/", (w, r) -> inner.serve(w, r.withoutPathPrefix("/outer")));
        List<String> seen = new ArrayList<>();
        Middleware notes = next -> (w, r) -> {
            Request handedOn = r.withAttribute(NOTE, "a").withContentLimit(10);
            seen.add(handedOn.pattern());
            try {
                next.serve(w, handedOn);
            } finally {
                seen.add(handedOn.pattern());
                seen.add(r.pattern());
            }
        };
        String[] request = line.split(" ");
        ResponseRecorder w = ResponseRecorder.serve(
                notes.then(notes).wrap(mux),
                MemoryRequest.builder().method(request[0]).target(request[1]).build());
        seen.add(w.end().pattern());
        assertEquals(status, w.status());
        assertEquals(List.of("", "", pattern, pattern, pattern, pattern, pattern), seen);
    }

    /** Between two routers the pattern is the outer one's before the inner router has matched, and then the inner one's. */
    @Test
    void thePatternBetweenRouters() {
        ServeMux inner = mux("/in/{x}", "GET /in/get");
        ServeMux outer = new ServeMux();
        List<String> seen = new ArrayList<>();
        outer.handle("/in/{rest...}", (w, r) -> {
            seen.add(r.pattern());
            inner.serve(w, r);
            seen.add(r.pattern());
            assertEquals("7", r.pathValue("rest"), "the values stay those of the outer pattern");
        });
        ResponseRecorder w = ResponseRecorder.serve(
                outer, MemoryRequest.builder().target("/in/7").build());
        assertEquals("/in/{x} x=7", w.contentText());
        assertEquals(List.of("/in/{rest...}", "/in/{x}"), seen);
        assertEquals("/in/{x}", w.end().pattern());
    }

    @Test
    void routersNest() throws Exception {
        ServeMux inner = mux("/users/{id}/posts/{x}");
        ServeMux outer = new ServeMux();
        AtomicReference<String> seen = new AtomicReference<>();
        inner.handle("/users/{id}/{y}", (_, r) -> seen.set(r.pattern() + r.pathValue("rest") + r.pathValue("y")));
        outer.handle("/users/{rest...}", inner);
        assertEquals("/users/{id}/posts/{x} id=7 x=8", answer(outer, "GET /users/7/posts/8"));
        serve(outer, "GET /users/7/q");
        assertEquals("/users/{id}/{y}7/qq", seen.get());
    }

    @Test
    void whatAHandlerThrowsPasses() {
        ServeMux mux = new ServeMux();
        mux.handle("/", (_, _) -> {
            throw new IOException("gone");
        });
        assertEquals("gone", serve(mux, "GET /").failure().orElseThrow().getMessage());
    }

    @Test
    void servesWhileRoutesAreAdded() throws Exception {
        ServeMux mux = mux("/first/{x}");
        AtomicInteger known = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                int last;
                do {
                    last = known.get();
                    assertEquals("/first/{x} x=1", answer(mux, "GET /first/1"));
                    if (last > 0) {
                        assertEquals("/r" + last + "/{id} id=2", answer(mux, "GET /r" + last + "/2"));
                    }
                } while (last < 2000);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= 2000; i++) {
                mux.handle("h/r" + i, ECHO);
            }
        });
        for (int i = 1; i <= 2000; i++) {
            mux.handle("/r" + i + "/{id}", ECHO);
            known.set(i);
        }
        other.join();
        reader.join();
        assertNull(failure.get());
        assertEquals(4001, mux.routes().size());
        for (int i = 1; i <= 2000; i++) {
            assertEquals("h/r" + i, answer(mux, "GET h/r" + i));
        }
    }
}
