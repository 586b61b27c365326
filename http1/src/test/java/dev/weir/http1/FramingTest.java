package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Headers;
import dev.weir.http.core.request.Authority;
import dev.weir.http.core.request.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static RequestHead parse(String line, String fields) throws Refusal {
        byte[] bytes = (line + "\r\n" + fields.replace("~", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return new HeadParser(20, false, false).parse(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Host: h                                                    | 0",
                "Host: h~Content-Length: 5                                  | 5",
                "Host: h~content-length:5                                   | 5",
                "Host: h~Content-Length: 5~Content-Length: 5                | 5",
                "Host: h~Content-Length: 9223372036854775807                | 9223372036854775807",
                "Host: h~Transfer-Encoding: chunked                         | -1",
                "Host: h~Transfer-Encoding: ChUnKeD                         | -1",
            })
    void lengths(String fields, long length) throws Exception {
        assertEquals(length, parse("POST / HTTP/1.1", fields).contentLength);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Host: h~Content-Length: 5~Content-Length: 6                | 400",
                "Host: h~Content-Length: 5~Content-Length: 05               | 400",
                "Host: h~Content-Length: 5, 5                               | 400",
                "Host: h~Content-Length: +5                                 | 400",
                "Host: h~Content-Length: -5                                 | 400",
                "Host: h~Content-Length: 0x5                                | 400",
                "Host: h~Content-Length:                                    | 400",
                "Host: h~Content-Length: 5 5                                | 400",
                "Host: h~Content-Length: 9223372036854775808                | 400",
                "Host: h~Content-Length: 5~Transfer-Encoding: chunked       | 400",
                "Host: h~Transfer-Encoding: chunked, chunked                | 400",
                "Host: h~Transfer-Encoding: chunked~Transfer-Encoding: chunked | 400",
                "Host: h~Transfer-Encoding: chunked, identity               | 400",
                "Host: h~Transfer-Encoding: gzip, chunked                   | 501",
                "Host: h~Transfer-Encoding: identity                        | 501",
                "Host: h~Transfer-Encoding: xchunked                        | 501",
                "Host: h~Transfer-Encoding: chunked;q=1                     | 400",
                "Host: h~Transfer-Encoding: chunked,                        | 400",
                "Host: h~Transfer-Encoding:                                 | 400",
                "Host: h~Transfer-Encoding: chun ked                        | 400",
                "X: y                                                       | 400",
                "Host: h~Host: h                                            | 400",
                "Host: ~Host:                                               | 400",
                "Host: :80                                                  | 400",
                "Host: a b                                                  | 400",
                "Host: a/b                                                  | 400",
                "Host: u@h                                                  | 400",
                "Host: h:port                                               | 400",
                "Host: h:65536                                              | 400",
                "Host: [::1                                                 | 400",
                "Host: [::g]                                                | 400",
                "Host: h~Expect: 200-ok~Content-Length: 5                   | 417",
                "Host: h~X : y                                              | 400",
                "Host: h~: y                                                | 400",
                "Host: h~ y: z                                              | 400",
                "Host: h~X: a~ b                                            | 400",
                "Host: h~X                                                  | 400",
            })
    void refused(String fields, int status) {
        Refusal e = assertThrows(Refusal.class, () -> parse("POST / HTTP/1.1", fields));
        assertEquals(status, e.status(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.1 | Host: h                                  | true",
                "1.1 | Host: h~Connection: close                | false",
                "1.1 | Host: h~Connection: x, CLOSE ,y          | false",
                "1.1 | Host: h~Connection: closed               | true",
                "1.0 | X: y                                     | false",
                "1.0 | Connection: Keep-Alive                   | true",
                "1.0 | Connection: keep-alive, close            | false",
            })
    void persistence(String version, String fields, boolean keep) throws Exception {
        assertEquals(keep, parse("GET / HTTP/" + version, fields).wantsKeepAlive());
    }

    /** RFC 9110 section 5.6.1.2: empty members of a list are none; section 10.1.1: {@code Expect} is a list. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Expect: 100-continue                           | true",
                "Expect: 100-Continue                           | true",
                "Expect:                                        | false",
                "Expect: ,                                      | false",
                "Expect: , ,,                                   | false",
                "Expect: 100-continue, 100-continue             | true",
                "Expect: 100-continue,100-CONTINUE              | true",
                "Expect: ,\t 100-continue ,,                    | true",
                "Expect: 100-continue~Expect: 100-continue      | true",
                "Expect: 100-continue~Expect:                   | true",
            })
    void expectations(String fields, boolean expects) throws Exception {
        assertEquals(expects, parse("POST / HTTP/1.1", "Host: h~Content-Length: 5~" + fields).expectContinue);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Expect: 100-continue, x",
                "Expect: x, 100-continue",
                "Expect: 100-continue~Expect: x",
                "Expect: 100-continue;q=1",
                "Expect: 100-continue=1",
                "Expect: \"100-continue\"",
                "Expect: \"a,100-continue\"",
                "Expect: 100 -continue",
                "Expect: 100-continue x",
            })
    void otherExpectations(String fields) {
        Refusal e = assertThrows(Refusal.class, () -> parse("POST / HTTP/1.1", "Host: h~" + fields));
        assertEquals(417, e.status(), e.getMessage());
    }

    /** RFC 9112 sections 3.2 and 3.2.2: one authority, whoever asks for it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "GET / HTTP/1.1                 | Host: h        | h      | Host: h",
                "GET / HTTP/1.1                 | Host:          | ``     | `Host: `",
                "OPTIONS * HTTP/1.1             | Host:          | ``     | `Host: `",
                "GET / HTTP/1.0                 | X: y           | ``     | X: y",
                "GET http://o:81/x HTTP/1.1     | Host: h        | o:81   | Host: o:81",
                "GET http://o/x HTTP/1.1        | X: y~HOST: h   | o      | X: y~HOST: o",
                "GET http://o/x HTTP/1.1        | Host:          | o      | Host: o",
                "GET http://o/x HTTP/1.1        | Host: o        | o      | Host: o",
                "GET http://o/x HTTP/1.0        | X: y           | o      | X: y",
                "CONNECT o:443 HTTP/1.1         | Host: h        | o:443  | Host: o:443",
            })
    void authorityAndHost(String line, String sent, String authority, String seen) throws Exception {
        RequestHead head = parse(line, sent);
        assertEquals(
                authority,
                new String(
                        head.bytes,
                        head.authorityStart,
                        head.authorityEnd - head.authorityStart,
                        StandardCharsets.ISO_8859_1));
        Headers fields = Headers.ofParsed(head.bytes, head.fields, head.fieldCount);
        assertEquals(seen.replace("~", "\n") + "\n", fields.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://o/  | false | false | false",
                "http://o/  | true  | false | 421",
                "https://o/ | false | false | 421",
                "HTTPS://o/ | true  | false | false",
                "http://o/  | true  | true  | true",
                "https://o/ | false | true  | true",
                "https://o/ | true  | true  | false",
                "ftp://o/   | true  | true  | 400",
                "/          | true  | true  | false",
            })
    void schemes(String target, boolean secure, boolean trusted, String outcome) {
        byte[] bytes = ("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        String seen;
        try {
            seen = "" + new HeadParser(20, secure, trusted).parse(bytes, 0, bytes.length).otherScheme;
        } catch (Refusal e) {
            seen = "" + e.status();
        }
        assertEquals(outcome, seen);
    }

    /** RFC 9110 section 8.6: what came twice becomes one field before anybody sees it. */
    @Test
    void aContentLengthThatCameTwiceIsSeenOnce() throws Exception {
        RequestHead head =
                parse("POST / HTTP/1.1", "Content-Length: 5~Host: h~content-length: 5~X: y~Content-Length: 5");
        Headers fields = Headers.ofParsed(head.bytes, head.fields, head.fieldCount);
        assertEquals("Content-Length: 5\nHost: h\nX: y\n", fields.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "h, true",
        "h:1, true",
        "h:, true",
        "127.0.0.1:80, true",
        "[::1], true",
        "[::1]:80, true",
        "[2001:db8::8:800:200c:417a], true",
        "[1:2:3:4:5:6:7:8], true",
        "[::ffff:1.2.3.4], true",
        "a%41, true",
        "[1:2:3:4:5:6:7], false",
        "[1:2:3:4:5:6:7:8:9], false",
        "[1::2::3], false",
        "[::1.2.3], false",
        "[12345::], false",
        "[], false",
        "[fe80::1%25eth0], false",
        "a%4, false",
        ":80, false",
        "h:80x, false",
        "h:0, true",
        "[:::], false",
        "[1:], false",
        "[::], true",
        "[1:2:3:4:5:6:7::], true",
    })
    void authorities(String authority, boolean valid) {
        byte[] b = authority.getBytes(StandardCharsets.US_ASCII);
        assertEquals(valid, Authority.isAuthority(b, 0, b.length, false));
    }
}
