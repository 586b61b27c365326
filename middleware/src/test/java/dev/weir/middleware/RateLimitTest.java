package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a client may ask, who is the same client, and what it is told. */
class RateLimitTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1234);

    private long now = Long.MAX_VALUE - 5;

    private Handler limited(int requests, String per, UnaryOperator<RateLimit.Builder> settings) {
        return settings.apply(RateLimit.builder(requests, Duration.parse(per)).clock(() -> now))
                .build()
                .wrap((w, _) -> w.write("served"));
    }

    private static ResponseRecorder ask(Handler handler, SocketAddress from, String key) {
        return ResponseRecorder.serve(
                handler,
                MemoryRequest.builder().remoteAddress(from).header("X-Key", key).build());
    }

    private static ResponseRecorder ask(Handler handler) {
        return ask(handler, CLIENT, "");
    }

    /** The clock of these starts just before its values wrap around. */
    @ParameterizedTest
    @CsvSource({
        // rate, burst, milliseconds of each request, statuses and Retry-After
        "2,  PT1S,   2,  '0 0 0 0',              '200 200 429/1 429/1'",
        "2,  PT1S,   2,  '0 0 499 500 500 1000', '200 200 429/1 200 429/1 200'",
        "1,  PT1M,   1,  '0 0 30000 59999 60000','200 429/60 429/30 429/1 200'",
        "60, PT1M,   2,  '0 0 0 1000 1000',      '200 200 429/1 200 429/1'",
        "1,  PT10S,  3,  '0 0 0 0 10000 10000',  '200 200 200 429/10 200 429/10'",
        "1,  P365D,  1,  '0 0',                  '200 429/31536000'",
    })
    void answersByTheBucket(int requests, String per, int burst, String times, String answers) {
        Handler limited = limited(requests, per, b -> b.burst(burst));
        long start = now;
        List<String> said = new ArrayList<>();
        for (String time : times.split(" ")) {
            now = start + Long.parseLong(time) * 1_000_000;
            ResponseRecorder answer = ask(limited);
            String retry = answer.headers().get("Retry-After");
            said.add(answer.status() + (retry == null ? "" : "/" + retry));
            assertEquals(answer.status() == 200 ? "served" : "Too Many Requests\n", answer.contentText());
        }
        assertEquals(answers, String.join(" ", said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // rate | burst | requests before | policy | left
                "10 | PT1S  | 10 | 0  | \"default\";q=10;w=1     | \"default\";r=9;t=1",
                "10 | PT1S  | 20 | 0  | \"default\";q=20;w=2     | \"default\";r=19;t=1",
                "10 | PT1S  | 20 | 14 | \"default\";q=20;w=2     | \"default\";r=5;t=2",
                "10 | PT1S  | 20 | 19 | \"default\";q=20;w=2     | \"default\";r=0;t=2",
                "1  | PT30S | 1  | 1  | \"default\";q=1;w=30     | \"default\";r=0;t=30",
                "100| PT1H  | 100| 0  | \"default\";q=100;w=3600 | \"default\";r=99;t=36",
            })
    void saysWhatIsLeft(int requests, String per, int burst, int before, String policy, String left) {
        Handler limited = limited(requests, per, b -> b.burst(burst));
        for (int i = 0; i < before; i++) {
            ask(limited);
        }
        ResponseRecorder answer = ask(limited);
        assertEquals(policy, answer.headers().get("RateLimit-Policy"));
        assertEquals(left, answer.headers().get("RateLimit"));
    }

    @Test
    void fieldsAreOnErrorsAndBesideThoseOfAnotherLimit() {
        Handler failing = (_, _) -> {
            throw new HttpError(404);
        };
        RateLimit hour = RateLimit.builder(9, Duration.ofHours(1))
                .name("hour")
                .clock(() -> now)
                .build();
        RateLimit second = RateLimit.builder(1, Duration.ofSeconds(1))
                .name("second")
                .clock(() -> now)
                .build();
        Handler both = hour.then(second).wrap(failing);
        var served = ask(both).assertStatus(404).headers();
        assertEquals(List.of("\"hour\";r=8;t=400", "\"second\";r=0;t=1"), served.all("RateLimit"));
        var refused = ask(both).assertStatus(429).headers();
        assertEquals(List.of("\"hour\";q=9;w=3600", "\"second\";q=1;w=1"), refused.all("RateLimit-Policy"));
        assertEquals("\"second\";r=0;t=1", refused.all("RateLimit").get(1));
        assertEquals(List.of("1"), refused.all("Retry-After"));
    }

    @Test
    void fieldsCanBeLeftOut() {
        Handler limited = limited(1, "PT1S", b -> b.fields(false));
        assertFalse(ask(limited).assertStatus(200).headers().contains("RateLimit"));
        var refused = ask(limited).assertStatus(429).headers();
        assertNull(refused.get("RateLimit-Policy"));
        assertEquals("1", refused.get("Retry-After"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,            192.0.2.1,              true",
        "192.0.2.1,            192.0.2.2,              false",
        "192.0.2.1,            ::ffff:192.0.2.1,       true",
        "2001:db8:0:1::1,      2001:db8:0:1:f:e:d:c,   true",
        "2001:db8:0:1::1,      2001:db8:0:2::1,        false",
        "2001:db8:0:1::1,      2001:db8:1:1::1,        false",
        "0:0:c000:201::,       192.0.2.1,              false",
        "::c000:0201,          192.0.2.1,              false",
    })
    void aClientIsAnAddressOrANetworkOf64Bits(String one, String other, boolean same) throws Exception {
        Handler limited = limited(1, "PT1S", b -> b);
        ask(limited, new InetSocketAddress(InetAddress.getByName(one), 1), "").assertStatus(200);
        ask(limited, new InetSocketAddress(InetAddress.getByName(other), 2), "").assertStatus(same ? 429 : 200);
    }

    @Test
    void clientsOfAUnixSocketAreOneAndNamesAreTold() {
        Handler limited = limited(1, "PT1S", b -> b);
        ask(limited, UnixDomainSocketAddress.of("/run/a"), "").assertStatus(200);
        ask(limited, UnixDomainSocketAddress.of("/run/b"), "").assertStatus(429);
        ask(limited, InetSocketAddress.createUnresolved("a.example", 1), "").assertStatus(200);
        ask(limited, InetSocketAddress.createUnresolved("b.example", 1), "").assertStatus(200);
        ask(limited, InetSocketAddress.createUnresolved("a.example", 2), "").assertStatus(429);
    }

    @ParameterizedTest
    @CsvSource({"a a, 200 429", "a b, 200 200", "Aa BB, 200 200", "'- -', '200 200'", "'? ?', '200 200'"})
    void aKeyOfOnesOwn(String keys, String statuses) {
        Handler limited = limited(
                1,
                "PT1S",
                b -> b.key(r -> {
                    String key = r.headers().get("X-Key");
                    return "?".equals(key) ? null : "-".equals(key) ? "" : key;
                }));
        List<String> said = new ArrayList<>();
        for (String key : keys.split(" ")) {
            ResponseRecorder answer = ask(limited, CLIENT, key);
            said.add("" + answer.status());
            assertEquals(
                    !"-?".contains(key), answer.headers().contains("RateLimit"), "a limit that is none is not told");
        }
        assertEquals(statuses, String.join(" ", said));
    }

    @Test
    void handlersOfOneLimitShareItsBuckets() {
        RateLimit limit = RateLimit.of(1, Duration.ofDays(1));
        ask(limit.wrap((w, _) -> w.write("a"))).assertStatus(200);
        ask(limit.wrap((w, _) -> w.write("b"))).assertStatus(429);
        ask(RateLimit.of(1, Duration.ofDays(1)).wrap((w, _) -> w.write("c"))).assertStatus(200);
    }

    @Test
    void withinASmallTableTheRateHolds() {
        Handler limited =
                limited(2, "PT1S", b -> b.maxKeys(1).key(r -> r.headers().get("X-Key")));
        int served = 0;
        for (int i = 0; i < 1_000; i++) {
            served += ask(limited, CLIENT, "key" + i).status() == 200 ? 1 : 0;
        }
        assertEquals(2 * 16, served);
    }

    @ParameterizedTest
    @CsvSource({"0, PT1S", "-1, PT1S", "1, PT0S", "1, PT-1S", "1, PT0.0009S", "1, P366D"})
    void refusesWhatIsNoRate(int requests, Duration per) {
        assertThrows(IllegalArgumentException.class, () -> RateLimit.builder(requests, per));
    }

    @Test
    void refusesWrongSettings() {
        RateLimit.Builder builder = RateLimit.builder(1, Duration.ofDays(365));
        assertThrows(IllegalArgumentException.class, () -> builder.burst(0));
        assertThrows(IllegalArgumentException.class, () -> builder.maxKeys(0));
        assertThrows(IllegalArgumentException.class, () -> builder.maxKeys(100_000_001));
        for (String name : List.of("a\"b", "a\\b", "ü", "a\n")) {
            assertThrows(IllegalArgumentException.class, () -> builder.name(name), name);
        }
        builder.burst(2);
        assertThrows(IllegalArgumentException.class, builder::build, "a burst that takes two years");
    }

    @Test
    void takesTheFastestRateThereIs() {
        Handler limited = limited(Integer.MAX_VALUE, "PT0.001S", b -> b.burst(Integer.MAX_VALUE));
        assertEquals(
                "\"default\";q=2147483647;w=3",
                ask(limited).assertStatus(200).headers().get("RateLimit-Policy"));
    }
}
