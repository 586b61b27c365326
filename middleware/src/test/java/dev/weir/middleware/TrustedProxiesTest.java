package dev.weir.middleware;

import static dev.weir.middleware.Ask.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String[] NETWORKS = {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"};
    private static final TrustedProxies PROXIES = TrustedProxies.of(NETWORKS);
    private static final TrustedProxies STANDARD = TrustedProxies.forwarded(NETWORKS);
    private static final Handler SEEN = (w, r) -> w.write(r.client() + " " + r.scheme() + " " + r.authority() + " "
            + r.header("Host").orElse("-") + " " + ((InetSocketAddress) r.remoteAddress()).getPort());

    private static SocketAddress peer(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
    }

    private static String seen(TrustedProxies proxies, String peer, String... fields) {
        RequestBuilder request =
                request("GET", "/", fields).authority("own:8080").remoteAddress(peer(peer));
        return ResponseRecorder.serve(proxies.wrap(SEEN), request.build())
                .assertStatus(200)
                .contentText();
    }

    private static String client(TrustedProxies proxies, String peer, String... fields) {
        return seen(proxies, peer, fields).split(" ")[0];
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.1.1,    198.51.100.7,                       198.51.100.7",
        "10.1.1.1,    ' 198.51.100.7 ',                   198.51.100.7",
        "11.1.1.1,    198.51.100.7,                       11.1.1.1",
        "192.0.2.1,   198.51.100.7,                       198.51.100.7",
        "192.0.2.2,   198.51.100.7,                       192.0.2.2",
        "2001:db8::9, 2001:db9::1,                        2001:db9::1",
        "2001:db9::9, 198.51.100.7,                       2001:db9::9",
        "10.1.1.1,    '1.1.1.1, 198.51.100.7',            198.51.100.7",
        "10.1.1.1,    '1.1.1.1, 198.51.100.7, 10.2.2.2',  198.51.100.7",
        "10.1.1.1,    '10.3.3.3,10.2.2.2',                10.3.3.3",
        "10.1.1.1,    '10.9.9.9, 1.1.1.1, 10.2.2.2',      1.1.1.1",
        "10.1.1.1,    '1.1.1.1, junk',                    10.1.1.1",
        "10.1.1.1,    '1.1.1.1, junk, 10.2.2.2',          10.2.2.2",
        "10.1.1.1,    unknown,                            10.1.1.1",
        "10.1.1.1,    '1.1.1.1,',                         10.1.1.1",
        "10.1.1.1,    '1.1.1.1,,10.2.2.2',                10.2.2.2",
        "10.1.1.1,    '',                                 10.1.1.1",
        "10.1.1.1,    localhost,                          10.1.1.1",
        "10.1.1.1,    127.1,                              10.1.1.1",
        "10.1.1.1,    010.1.1.1,                          10.1.1.1",
        "10.1.1.1,    256.1.1.1,                          10.1.1.1",
        "10.1.1.1,    1.1.1.1.1,                          10.1.1.1",
        "10.1.1.1,    0x7f000001,                         10.1.1.1",
        "10.1.1.1,    fe80::1%eth0,                       10.1.1.1",
        "10.1.1.1,    2001:db9::1,                        2001:db9::1",
        "10.1.1.1,    [2001:db9::1],                      2001:db9::1",
        "10.1.1.1,    [2001:db9::1]:99,                   2001:db9::1",
        "10.1.1.1,    [2001:db9::1,                       10.1.1.1",
        "10.1.1.1,    [1.1.1.1],                          10.1.1.1",
        "10.1.1.1,    [[2001:db9::1]],                    10.1.1.1",
        "10.1.1.1,    [],                                 10.1.1.1",
        "10.1.1.1,    :80,                                10.1.1.1",
        "10.1.1.1,    1.1.1.1:99,                         1.1.1.1",
        "10.1.1.1,    1.1.1.1:99999,                      10.1.1.1",
        "10.1.1.1,    1.1.1.1:,                           10.1.1.1",
        "10.1.1.1,    '1.1.1.1, ::ffff:10.2.2.2',         1.1.1.1",
        "10.1.1.1,    '\"1.1.1.1\"',                      10.1.1.1",
    })
    void theFirstStrangerFromTheRightIsTheClient(String peer, String list, String client) {
        assertEquals(client, client(PROXIES, peer, "X-Forwarded-For", list));
    }

    @Test
    void severalFieldsAreOneList() {
        assertEquals(
                "1.1.1.1",
                client(
                        PROXIES,
                        "10.1.1.1",
                        "X-Forwarded-For",
                        "6.6.6.6, 1.1.1.1",
                        "X-Forwarded-For",
                        "10.3.3.3",
                        "x-forwarded-for",
                        "10.2.2.2"));
    }

    @ParameterizedTest
    @CsvSource({
        "https, -, -,                                https own:8080",
        "HTTPS, -, -,                                https own:8080",
        "wss, -, -,                                  https own:8080",
        "ftp, -, -,                                  http own:8080",
        "'http, https', -, -,                        https own:8080",
        "'', -, -,                                   http own:8080",
        "https, www.example, -,                      https www.example",
        "https, 'evil.test, www.example:8443', -,    https www.example:8443",
        "https, [2001:db8::1]:8443, -,               https [2001:db8::1]:8443",
        "https, 'www.example/path', -,               https own:8080",
        "https, 'u@www.example', -,                  https own:8080",
        "https, 'www.example:x', -,                  https own:8080",
        "https, -, 443,                              https own",
        "https, -, 8443,                             https own:8443",
        "https, www.example, 8443,                   https www.example:8443",
        "https, www.example, 443,                    https www.example",
        "https, www.example:1, 8443,                 https www.example:1",
        "-, -, 80,                                   http own",
        "-, -, 0,                                    http own:8080",
        "-, -, 65536,                                http own:8080",
        "-, -, x,                                    http own:8080",
    })
    void schemeAndAuthorityAreTakenAsTheProxyGotThem(String proto, String host, String port, String expected) {
        RequestBuilder request = request("GET", "/", "X-Forwarded-For", "1.1.1.1")
                .authority("own:8080")
                .remoteAddress(peer("10.1.1.1"));
        String[][] fields = {{"X-Forwarded-Proto", proto}, {"X-Forwarded-Host", host}, {"X-Forwarded-Port", port}};
        for (String[] field : fields) {
            if (!field[1].equals("-")) {
                request.header(field[0], field[1]);
            }
        }
        String authority = expected.substring(expected.indexOf(' ') + 1);
        assertEquals(
                "1.1.1.1 " + expected + " " + authority + " 0",
                ResponseRecorder.serve(PROXIES.wrap(SEEN), request.build()).contentText());
    }

    @Test
    void eachStepsSchemeIsTakenWithItsAddress() {
        String[] twoProxies = {"X-Forwarded-For", "6.6.6.6, 1.1.1.1, 10.2.2.2", "X-Forwarded-Proto", "http, https, http"
        };
        assertEquals("1.1.1.1 https own:8080 own:8080 0", seen(PROXIES, "10.1.1.1", twoProxies));
        String[] oneScheme = {"X-Forwarded-For", "1.1.1.1, 10.2.2.2", "X-Forwarded-Proto", "https"};
        assertEquals("1.1.1.1 https own:8080 own:8080 0", seen(PROXIES, "10.1.1.1", oneScheme));
        assertEquals(
                "10.1.1.1 https www.example www.example 4711",
                seen(PROXIES, "10.1.1.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "www.example"));
    }

    @Test
    void aStrangersWordChangesNothing() {
        assertEquals(
                "8.8.8.8 http own:8080 own:8080 4711",
                seen(
                        PROXIES,
                        "8.8.8.8",
                        "X-Forwarded-For",
                        "10.1.1.1",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "evil.test",
                        "X-Forwarded-Port",
                        "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=1.1.1.1                                              | 1.1.1.1 http own:8080",
                "For=1.1.1.1;Proto=https;Host=www.example                 | 1.1.1.1 https www.example",
                "for=\"1.1.1.1:99\";proto=HTTPS                           | 1.1.1.1 https own:8080",
                "for=1.1.1.1:99                                           | 1.1.1.1 http own:8080",
                "for=\"[2001:db9::1]\"                                    | 2001:db9::1 http own:8080",
                "for=\"[2001:db9::1]:99\"                                 | 2001:db9::1 http own:8080",
                "for=\"[2001:db9::1]:_x\"                                 | 2001:db9::1 http own:8080",
                "for=\"2001:db9::1\"                                      | 2001:db9::1 http own:8080",
                "for=1.1.1.1;by=10.1.1.1 ; proto=https;                   | 1.1.1.1 https own:8080",
                "for=1.1.1.1;x=\"a,b;c=\\\"d\\\\\";proto=https            | 1.1.1.1 https own:8080",
                "for=6.6.6.6, for=1.1.1.1, for=10.2.2.2                   | 1.1.1.1 http own:8080",
                "for=6.6.6.6;proto=http,for=1.1.1.1;proto=https           | 1.1.1.1 https own:8080",
                "proto=https;host=www.example                             | 10.1.1.1 https www.example",
                "for=unknown;proto=https                                  | 10.1.1.1 https own:8080",
                "for=_hidden, for=10.2.2.2                                | 10.2.2.2 http own:8080",
                "for=\"_hidden:_port\"                                    | 10.1.1.1 http own:8080",
                "for=1.1.1.1, for=_hidden                                 | 10.1.1.1 http own:8080",
                "for=1.1.1.1;for=2.2.2.2;proto=https                      | 10.1.1.1 http own:8080",
                "for                                                      | 10.1.1.1 http own:8080",
                "for=                                                     | 10.1.1.1 http own:8080",
                "for=\"1.1.1.1                                            | 10.1.1.1 http own:8080",
                "for=1.1.1.1\"                                            | 10.1.1.1 http own:8080",
                "for=\"1.1.1.1\"x                                         | 10.1.1.1 http own:8080",
                "for=\"1.1.1.1\\                                          | 10.1.1.1 http own:8080",
                "for=1.1.1.1 proto=https                                  | 10.1.1.1 http own:8080",
                "x=\", for=1.1.1.1                                        | 1.1.1.1 http own:8080",
                "for=6.6.6.6;x=\", for=\"1.1.1.1\"                        | 1.1.1.1 http own:8080",
                "for=6.6.6.6;x=\"\\, for=\"1.1.1.1\"                      | 1.1.1.1 http own:8080",
                ",                                                        | 10.1.1.1 http own:8080",
            })
    void forwardedIsReadFromTheRight(String value, String expected) {
        String seen = seen(STANDARD, "10.1.1.1", "Forwarded", value);
        assertEquals(expected, seen.substring(0, seen.lastIndexOf(' ', seen.lastIndexOf(' ') - 1)), value);
    }

    @Test
    void theTwoKindsAreNeverMixed() {
        String[] both = {
            "X-Forwarded-For", "1.1.1.1", "X-Forwarded-Host", "x.example", "Forwarded", "for=2.2.2.2;proto=https"
        };
        assertEquals("1.1.1.1 http x.example x.example 0", seen(PROXIES, "10.1.1.1", both));
        assertEquals("2.2.2.2 https own:8080 own:8080 0", seen(STANDARD, "10.1.1.1", both));
    }

    @Test
    void aPortIsKept() {
        assertTrue(seen(PROXIES, "10.1.1.1", "X-Forwarded-For", "1.1.1.1:99").endsWith(" 99"));
        assertTrue(seen(STANDARD, "10.1.1.1", "Forwarded", "for=\"[2001:db9::1]:98\"")
                .endsWith(" 98"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.1.1", "8.8.8.8"})
    void handlersWithinDoNotSeeTheFields(String peer) {
        String[] fields = {
            "Forwarded",
            "for=1.1.1.1",
            "X-Forwarded-For",
            "1.1.1.1",
            "X-Forwarded-For",
            "2.2.2.2",
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "x.example",
            "X-Forwarded-Port",
            "1",
            "X-Other",
            "kept"
        };
        for (TrustedProxies proxies : new TrustedProxies[] {PROXIES, STANDARD}) {
            Handler names = proxies.wrap((w, r) -> r.headers().forEach(field -> {
                assertFalse(field.name().contains("orwarded"), field::toString);
                w.header("Seen", field.value());
            }));
            assertEquals(
                    "kept",
                    ResponseRecorder.serve(
                                    names,
                                    request("GET", "/", fields)
                                            .remoteAddress(peer(peer))
                                            .build())
                            .headers()
                            .get("Seen"));
        }
    }

    @Test
    void aUnixSocketIsTrustedWhereItIsNamed() {
        TrustedProxies unix = TrustedProxies.of("unix", "10.0.0.0/8");
        assertEquals("1.1.1.1", overUnix(unix));
        assertEquals("unix", overUnix(PROXIES));
        assertTrue(unix.trusts(UnixDomainSocketAddress.of("")) && unix.trusts(peer("10.1.1.1")));
        assertFalse(unix.trusts(peer("11.1.1.1")) || unix.trusts(InetSocketAddress.createUnresolved("10.1.1.1", 1)));
    }

    private static String overUnix(TrustedProxies proxies) {
        RequestBuilder request = request("GET", "/", "X-Forwarded-For", "1.1.1.1, 10.2.2.2")
                .remoteAddress(UnixDomainSocketAddress.of(""));
        return ResponseRecorder.serve(proxies.wrap((w, r) -> w.write(r.client())), request.build())
                .contentText();
    }

    @Test
    void tenThousandStepsAreNoMoreThanTheirLength() {
        String hops = String.join(",", Collections.nCopies(10_000, "10.2.2.2"));
        assertEquals("1.1.1.1", client(PROXIES, "10.1.1.1", "X-Forwarded-For", "1.1.1.1," + hops));
        String elements = String.join(",", Collections.nCopies(10_000, "for=\"10.2.2.2\""));
        assertEquals("1.1.1.1", client(STANDARD, "10.1.1.1", "Forwarded", "for=1.1.1.1," + elements));
        String quotes = "\"\\".repeat(50_000);
        assertEquals("10.1.1.1", client(STANDARD, "10.1.1.1", "Forwarded", quotes));
        assertEquals("1.1.1.1", client(STANDARD, "10.1.1.1", "Forwarded", "\"" + "\\".repeat(50_000) + ",for=1.1.1.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
        "10.0.0.0/7, 11.0.0.0, 12.0.0.0",
        "192.168.1.128/25, 192.168.1.128, 192.168.1.127",
        "192.0.2.1/32, 192.0.2.1, 192.0.2.0",
        "0.0.0.0/0, 255.1.1.1, ::1",
        "::/0, 2001::1, 1.1.1.1",
        "::1, ::1, ::2",
        "2001:db8:8000::/33, 2001:db8:8000::1, 2001:db8:7fff::1",
        "::ffff:10.0.0.1, 10.0.0.1, 10.0.0.2",
    })
    void aNetworkIsItsPrefix(String network, String in, String out) {
        TrustedProxies proxies = TrustedProxies.of(network);
        assertTrue(proxies.trusts(peer(in)));
        assertFalse(proxies.trusts(peer(out)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "10.0.0.1/8", "::1/129",
                "2001:db8::1/32", "10/8", "[::1]/128", "10.0.0/24", "fe80::1%1", "[::1]", "10.0.0.0/8/8", "*"
            })
    void whatIsNoNetworkIsRefusedWhenItIsBuilt(String network) {
        assertThrows(IllegalArgumentException.class, () -> TrustedProxies.of(network));
    }

    @Test
    void somebodyHasToBeTrusted() {
        assertThrows(IllegalArgumentException.class, TrustedProxies::of);
        assertThrows(IllegalArgumentException.class, TrustedProxies::forwarded);
    }
}
