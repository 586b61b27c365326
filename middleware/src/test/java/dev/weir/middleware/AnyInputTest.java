package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static dev.weir.middleware.Ask.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client puts into the fields that are read here: it is an answer, never a failure. From a seed. */
class AnyInputTest {
    private static final int ROUNDS = 3000;
    private static final String[] WORDS = {
        "for=",
        "proto=",
        "host=",
        "https",
        "http",
        "://",
        "1.1.1.1",
        "10.2.2.2",
        "[2001:db8::1]",
        "[:::]",
        ":",
        "::",
        "80",
        "99999",
        ",",
        ";",
        "=",
        "\"",
        "\\",
        " ",
        "_x",
        "unknown",
        "null",
        "a.example",
        "@",
        "/",
        "//",
        "%2f",
        "%",
        "-",
        "00-",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
        "01",
        "Basic ",
        "Bearer ",
        "YTpi",
        "\t",
        "\u00e4",
        "..",
        "?"
    };

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private static Handler stack(TrustedProxies proxies) {
        return proxies.then(RequestId.of("X-Request-Id", _ -> true))
                .then(TraceContext.create())
                .then(SecurityHeaders.create())
                .then(Cors.builder()
                        .origins("https://a.example")
                        .origins(uri -> uri.getHost().endsWith(".a.example"))
                        .build())
                .then(CrossOriginProtection.builder().bypass("/hook/").build())
                .then(CachePolicy.builder().hashed("/").path("/", "no-cache").build())
                .then(Redirects.builder()
                        .host("a.example")
                        .removeSlash()
                        .temporary()
                        .build())
                .then(BasicAuth.of("r", Map.of("a", "b")))
                .wrap(Ask.OK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingFails(long seed) {
        Random random = new Random(seed);
        Handler[] handlers = {stack(TrustedProxies.of("10.0.0.0/8")), stack(TrustedProxies.forwarded("10.0.0.0/8"))};
        String[] names = {
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "Forwarded",
            "Origin",
            "Sec-Fetch-Site",
            "Authorization",
            "X-Request-Id",
            "traceparent",
            "tracestate"
        };
        for (int i = 0; i < ROUNDS; i++) {
            String[] fields = new String[names.length * 2];
            for (int j = 0; j < names.length; j++) {
                fields[2 * j] = names[j];
                fields[2 * j + 1] = text(random);
            }
            ResponseRecorder answer = ResponseRecorder.serve(
                    handlers[i % 2],
                    request(random.nextBoolean() ? "GET" : "POST", "/hook/", fields)
                            .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral("10.1.1.1"), 1))
                            .build());
            assertTrue(answer.status() < 500, () -> String.join(" | ", fields));
            String location = all(answer, "Location");
            assertTrue(
                    location.equals("-") || location.equals("/hook") || location.matches("https?://a\\.example.*"),
                    location);
        }
    }

    /** A client's text at the left of what the proxy adds changes nothing, whatever it is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRightIsReadWhateverStandsLeft(long seed) {
        Random random = new Random(seed);
        Handler seen = (w, r) -> w.write(r.client() + " " + r.scheme());
        Handler forwarded = TrustedProxies.forwarded("192.0.2.1").wrap(seen);
        Handler legacy = TrustedProxies.of("192.0.2.1").wrap(seen);
        for (int i = 0; i < ROUNDS; i++) {
            String left = text(random);
            assertEquals(
                    "198.51.100.7 https",
                    ask(forwarded, "GET", "/", "Forwarded", left + ",for=\"198.51.100.7:1\";proto=\"https\"")
                            .contentText(),
                    left);
            assertEquals(
                    "198.51.100.7 https",
                    ask(
                                    legacy,
                                    "GET",
                                    "/",
                                    "X-Forwarded-For",
                                    left + ", 198.51.100.7",
                                    "X-Forwarded-Proto",
                                    left + ",https")
                            .contentText(),
                    left);
        }
    }
}
