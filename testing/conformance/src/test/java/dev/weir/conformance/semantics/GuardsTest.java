package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.middleware.BasicAuth;
import dev.weir.middleware.CachePolicy;
import dev.weir.middleware.Cors;
import dev.weir.middleware.CrossOriginProtection;
import dev.weir.middleware.Principals;
import dev.weir.middleware.Redirects;
import dev.weir.middleware.RequestId;
import dev.weir.middleware.SecurityHeaders;
import dev.weir.middleware.TraceContext;
import dev.weir.middleware.TrustedProxies;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Middleware that guards, around a router, over each protocol. */
class GuardsTest {
    private static final String APP = "https://app.example";

    private static ServeMux mux() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /ok", (w, r) -> w.write(r.client() + " " + r.scheme() + " " + r.authority()));
        mux.handle("GET /thrown", (_, _) -> {
            throw new HttpError(410, "no longer");
        });
        mux.handle("GET /fails", (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /streams", (w, _) -> {
            w.write("one");
            w.flush();
            w.write("two");
        });
        mux.handle("POST /form", (w, _) -> w.write("sent"));
        mux.handle("POST /hook/", (w, _) -> w.write("called"));
        mux.handle("GET /assets/", (w, _) -> w.write("content"));
        mux.handle(
                "GET /trace",
                (w, r) -> w.write(r.attribute(TraceContext.KEY).orElseThrow().parentId()));
        mux.handle(
                "GET /private",
                BasicAuth.of("private", Map.of("user", "secret"))
                        .wrap((w, r) -> w.write(
                                r.attribute(Principals.KEY).orElseThrow().getName())));
        return mux;
    }

    private static Handler app() {
        return TrustedProxies.of("127.0.0.0/8", "::1")
                .then(RequestId.create())
                .then(TraceContext.create())
                .then(SecurityHeaders.create())
                .then(Cors.builder()
                        .origins(APP)
                        .methods("GET", "PUT")
                        .credentials()
                        .build())
                .then(CrossOriginProtection.builder().bypass("/hook/").build())
                .then(CachePolicy.builder().hashed("/assets/").errorsNotStored().build())
                .wrap(mux());
    }

    /** An answer, read to its end. */
    private record Got(int status, List<Field> fields, String content) {
        String field(String name) {
            List<String> values = Answer.all(fields, name);
            return values.isEmpty() ? null : String.join(", ", values);
        }
    }

    private static Got ask(ObservedServer s, String method, String target, String... fields) throws Exception {
        List<Field> sent = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            sent.add(new Field(fields[i].toLowerCase(java.util.Locale.ROOT), fields[i + 1]));
        }
        try (Call call = s.client.open(method, target, sent, 0)) {
            call.end(List.of());
            Reply reply = call.reply();
            String content = new String(reply.readAll(), StandardCharsets.UTF_8);
            s.ends.next();
            return new Got(reply.status(), reply.fields(), content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerHasTheFieldsOfTheWhole(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            Map<String, Integer> statuses =
                    Map.of("/ok", 200, "/streams", 200, "/thrown", 410, "/fails", 500, "/nowhere", 404, "/form", 405);
            for (Map.Entry<String, Integer> row : statuses.entrySet()) {
                Got got = ask(s, "GET", row.getKey(), "Origin", APP);
                assertEquals(row.getValue(), got.status(), row.getKey());
                assertEquals(APP, got.field("Access-Control-Allow-Origin"), row.getKey());
                assertEquals("true", got.field("Access-Control-Allow-Credentials"));
                assertEquals("Origin", got.field("Vary"));
                assertEquals("nosniff", got.field("X-Content-Type-Options"));
                assertEquals(32, got.field("X-Request-Id").length());
                assertEquals(row.getValue() == 200 ? null : "no-store", got.field("Cache-Control"), row.getKey());
                Got others = ask(s, "GET", row.getKey(), "Origin", "https://evil.test");
                assertEquals("Origin", others.field("Vary"));
                assertNull(others.field("Access-Control-Allow-Origin"), row.getKey());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPreflightIsAnsweredBeforeTheRouter(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            Got allowed = ask(s, "OPTIONS", "/form", "Origin", APP, "Access-Control-Request-Method", "PUT");
            assertEquals(
                    "204 GET, PUT ",
                    allowed.status() + " " + allowed.field("Access-Control-Allow-Methods") + " " + allowed.content());
            assertNull(allowed.field("Content-Length"));
            Got refused =
                    ask(s, "OPTIONS", "/form", "Origin", "https://evil.test", "Access-Control-Request-Method", "PUT");
            assertEquals("403 null", refused.status() + " " + refused.field("Access-Control-Allow-Methods"));
            assertNull(ask(s, "OPTIONS", "/form", "Origin", APP).field("Access-Control-Allow-Methods"));
        }
    }

    /** Go #73626; and #75054: a path that the router would redirect, or clean, is not exempt. */
    @ParameterizedTest
    @EnumSource
    void requestsOfOtherOriginsAreRefused(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            String own = (wiring == Wiring.H2 ? "https://" : "http://") + s.client.authority();
            assertEquals("sent", ask(s, "POST", "/form").content());
            assertEquals("sent", ask(s, "POST", "/form", "Origin", own).content());
            assertEquals(
                    "sent",
                    ask(s, "POST", "/form", "Sec-Fetch-Site", "same-origin").content());
            assertEquals(
                    200, ask(s, "GET", "/ok", "Sec-Fetch-Site", "cross-site").status());
            Got refused = ask(s, "POST", "/form", "Sec-Fetch-Site", "cross-site", "Origin", APP);
            assertEquals("403 " + APP, refused.status() + " " + refused.field("Access-Control-Allow-Origin"));
            assertEquals(
                    403,
                    ask(s, "POST", "/form", "Origin", own.replace("://", "://evil@"))
                            .status());
            assertEquals(403, ask(s, "POST", "/form", "Origin", "null").status());
            assertEquals(
                    "called",
                    ask(s, "POST", "/hook/a", "Sec-Fetch-Site", "cross-site").content());
            for (String target : List.of(
                    "/hook", "//hook/a", "/hook/../form", "/hook/%2e%2e/form", "/hook/%2E%2E%2Fform", "/hook//a")) {
                assertEquals(
                        403,
                        ask(s, "POST", target, "Sec-Fetch-Site", "cross-site").status(),
                        target);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlersSeeWhatTheProxyHasGot(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            Got got = ask(
                    s,
                    "GET",
                    "/ok",
                    "X-Forwarded-For",
                    "6.6.6.6, 198.51.100.7",
                    "X-Forwarded-Proto",
                    "https",
                    "X-Forwarded-Host",
                    "www.example");
            assertEquals("198.51.100.7 https www.example", got.content());
            assertEquals("max-age=31536000", got.field("Strict-Transport-Security"));
            Got direct = ask(s, "GET", "/ok");
            assertEquals(wiring == Wiring.H2, direct.field("Strict-Transport-Security") != null);
            assertTrue(direct.content().endsWith(s.client.authority()), direct.content());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHasThePasswordIsLetIn(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            Got refused = ask(s, "GET", "/private", "Origin", APP);
            assertEquals(
                    "401 Basic realm=\"private\", charset=\"UTF-8\"",
                    refused.status() + " " + refused.field("WWW-Authenticate"));
            assertEquals(APP, refused.field("Access-Control-Allow-Origin"));
            assertEquals(
                    "user",
                    ask(s, "GET", "/private", "Authorization", "Basic dXNlcjpzZWNyZXQ=")
                            .content());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTraceGoesOnAndAHashedNameIsKept(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app())) {
            String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            assertEquals(
                    "00f067aa0ba902b7",
                    ask(s, "GET", "/trace", "traceparent", parent).content());
            assertEquals(
                    CachePolicy.IMMUTABLE,
                    ask(s, "GET", "/assets/app.3f9a2c1b.js").field("Cache-Control"));
            assertNull(ask(s, "GET", "/assets/app.js").field("Cache-Control"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectNeverLeavesTheSite(Wiring wiring) throws Exception {
        Handler site = Redirects.builder().removeSlash().build().wrap((w, _) -> w.write("here"));
        try (ObservedServer s = new ObservedServer(wiring, site)) {
            Got got = ask(s, "GET", "/a%20b/?c=%2F");
            assertEquals("301 /a%20b?c=%2F", got.status() + " " + got.field("Location"));
            assertEquals(308, ask(s, "POST", "/a/").status());
            for (String target : List.of("//evil.test/", "/%5Cevil.test/", "/.//evil.test/", "/%2fevil.test/")) {
                assertEquals("here", ask(s, "GET", target).content(), target);
            }
        }
        Handler https = Redirects.builder().https(8443).build().wrap((w, _) -> w.write("here"));
        try (ObservedServer s = new ObservedServer(wiring, https)) {
            Got got = ask(s, "GET", "//evil.test/?x");
            assertNotNull(got);
            assertEquals(
                    wiring == Wiring.H2 ? "200 null" : "301 https://localhost:8443//evil.test/?x",
                    got.status() + " " + got.field("Location"));
        }
    }
}
