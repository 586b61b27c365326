package dev.weir.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions of a real client with a jar of cookies, over each protocol, in a store and in the cookie. */
@Timeout(60)
class SessionsServerTest {
    private static final Handler APP = (w, r) -> {
        Session session = Sessions.of(r);
        switch (r.path()) {
            case "/login" -> session.login(r.query());
            case "/logout" -> session.invalidate();
            case "/count" ->
                session.set("n", "" + (Integer.parseInt(session.get("n").orElse("0")) + 1));
            case "/set" -> session.set(r.query(), "1");
            case "/has" -> w.write(session.get(r.query()).orElse("no") + " ");
            case "/stream" -> {
                session.set("streamed", "yes");
                w.write("first ");
                w.flush();
            }
            case "/fail" -> {
                session.set("failed", "yes");
                throw new HttpError(409);
            }
            default -> {}
        }
        w.write(session.user().orElse("-") + " " + session.get("n").orElse("-") + " "
                + session.get("streamed").orElse("-") + " "
                + session.get("failed").orElse("-"));
    };

    private final CookieManager jar = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

    private static Sessions sessions(boolean inCookie) {
        return inCookie
                ? Sessions.inCookie(SignedCookies.of(SignedCookiesTest.secret(1)))
                : Sessions.in(new MemorySessionStore());
    }

    private static Server start(boolean tls, Sessions sessions) throws Exception {
        ServerBuilder builder = Server.builder().address("127.0.0.1:0").handler(sessions.wrap(APP));
        if (tls) {
            builder.tls(TlsConfig.builder()
                    .certificate(TestKeys.of("EC", "localhost", "127.0.0.1").tls())
                    .build());
        }
        Server server = builder.build();
        server.start();
        return server;
    }

    private HttpClient client(Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server", TestKeys.of("EC", "localhost", "127.0.0.1").certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(context)
                .cookieHandler(jar)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "https, HTTP_2,   false",
        "https, HTTP_2,   true",
        "https, HTTP_1_1, false",
        "https, HTTP_1_1, true",
        "http,  HTTP_1_1, false",
        "http,  HTTP_1_1, true"
    })
    void aLife(String scheme, Version version, boolean inCookie) throws Exception {
        boolean tls = scheme.equals("https");
        try (Server server = start(tls, sessions(inCookie));
                HttpClient client = client(version)) {
            String site = scheme + "://localhost:" + server.port();
            assertEquals("- - - -", get(client, version, site + "/"));
            assertEquals(List.of(), jar.getCookieStore().getCookies());
            assertEquals("- 1 - -", get(client, version, site + "/count"));
            assertEquals("- 2 - -", get(client, version, site + "/count"));
            HttpCookie before = cookie();
            assertEquals(tls ? "__Host-session" : "session", before.getName());
            assertEquals("ann 2 - -", get(client, version, site + "/login?ann"));
            assertTrue(!cookie().getValue().equals(before.getValue()), "another at login");
            assertEquals("first ann 2 yes -", get(client, version, site + "/stream"));
            assertEquals("Conflict\n", get(client, version, site + "/fail"));
            assertEquals("ann 2 yes yes", get(client, version, site + "/"));
            assertEquals("- - - -", get(client, version, site + "/logout"));
            assertEquals(List.of(), jar.getCookieStore().getCookies());
            assertEquals("- - - -", get(client, version, site + "/"));
        }
    }

    @ParameterizedTest
    @CsvSource({"https, HTTP_2", "https, HTTP_1_1", "http, HTTP_1_1"})
    void manyRequestsAtOnceLoseNothing(String scheme, Version version) throws Exception {
        MemorySessionStore store = new MemorySessionStore();
        try (Server server = start(scheme.equals("https"), Sessions.in(store));
                HttpClient client = client(version)) {
            String site = scheme + "://localhost:" + server.port();
            assertEquals("ann - - -", get(client, version, site + "/login?ann"));
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(URI.create(site + "/set?k" + i)).build(), BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals(200, answer.get().statusCode());
            }
            for (int i = 0; i < 30; i++) {
                assertEquals("1 ann - - -", get(client, version, site + "/has?k" + i));
            }
            assertEquals(1, store.size());
            assertEquals("ann 1 - -", get(client, version, site + "/count"));
        }
    }

    private HttpCookie cookie() {
        List<HttpCookie> cookies = jar.getCookieStore().getCookies();
        assertEquals(1, cookies.size());
        return cookies.getFirst();
    }

    private static String get(HttpClient client, Version version, String uri) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(version, answer.version());
        return answer.body();
    }
}
