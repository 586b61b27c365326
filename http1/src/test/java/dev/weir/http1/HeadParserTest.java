package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.core.request.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {
    private static RequestHead parse(String head) throws Refusal {
        byte[] bytes = ("junk" + head).getBytes(StandardCharsets.ISO_8859_1);
        return new HeadParser(20, false, false).parse(bytes, 4, bytes.length - 4);
    }

    private static String slice(RequestHead head, int start, int end) {
        return new String(head.bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "GET /a?b=c HTTP/1.1      | GET     | /a | b=c | h",
                "GET / HTTP/1.1           | GET     | /  | ''  | h",
                "GET /? HTTP/1.1          | GET     | /  | ''  | h",
                "GET /a?b?c HTTP/1.1      | GET     | /a | b?c | h",
                "PURGE /x HTTP/1.1        | PURGE   | /x | ''  | h",
                "GEX /x HTTP/1.1          | GEX     | /x | ''  | h",
                "get /x HTTP/1.1          | get     | /x | ''  | h",
                "GET http://o:81/p?q HTTP/1.1 | GET | /p | q   | o:81",
                "GET HTTP://o HTTP/1.1    | GET     | '' | ''  | o",
                "GET http://o?q HTTP/1.1  | GET     | '' | q   | o",
                "CONNECT o:443 HTTP/1.1   | CONNECT | '' | ''  | o:443",
                "OPTIONS * HTTP/1.1       | OPTIONS | *  | ''  | h",
                "GET /%41%zz HTTP/1.0     | -       | -  | -   | -",
                "GET /?%zz HTTP/1.1       | GET     | /  | %zz | h",
            })
    void requestLines(String line, String method, String path, String query, String authority) throws Exception {
        String text = line + "\r\nHost: h\r\n\r\n";
        if (method == null) {
            assertThrows(Refusal.class, () -> parse(text));
            return;
        }
        RequestHead head = parse(text);
        assertEquals(method, head.method);
        assertEquals(path, slice(head, head.pathStart, head.pathEnd));
        assertEquals(query, slice(head, head.queryStart, head.queryEnd));
        assertEquals(authority, slice(head, head.authorityStart, head.authorityEnd));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  / HTTP/1.1            | 400",
                "GET / HTTP/1.1 x           | 400",
                "GET /                      | 400",
                "GET / http/1.1             | 400",
                "GET / HTTP/1.12            | 400",
                "GET / HTTP/2.0             | 505",
                "GET / HTTP/0.9             | 505",
                "GET /a#b HTTP/1.1          | 400",
                "GET * HTTP/1.1             | 400",
                "GET ftp://h/ HTTP/1.1      | 400",
                "GET https://h/ HTTP/1.1    | 421",
                "GET http:// HTTP/1.1       | 400",
                "GET http://u@h/ HTTP/1.1   | 400",
                "CONNECT h HTTP/1.1         | 400",
                "CONNECT /x HTTP/1.1        | 400",
                "CONNECT h:99999 HTTP/1.1   | 400",
            })
    void badRequestLines(String line, int status) {
        Refusal e = assertThrows(Refusal.class, () -> parse(line + "\r\nHost: h\r\n\r\n"));
        assertEquals(status, e.status(), e.getMessage());
    }

    @Test
    void fieldsAreSlicesOfACopy() throws Exception {
        RequestHead head = parse("GET / HTTP/1.1\r\nHost: h\r\nX-A:  b \t\r\nEmpty:\r\n\r\n");
        assertEquals(3, head.fieldCount);
        int[] f = head.fields;
        assertEquals("X-A", slice(head, f[4], f[5]));
        assertEquals("b", slice(head, f[6], f[7]));
        assertEquals("", slice(head, f[10], f[11]));
    }

    @Test
    void tooManyFieldsAre431() {
        String head = "GET / HTTP/1.1\r\nHost: h\r\n" + "a: b\r\n".repeat(20) + "\r\n";
        assertEquals(431, assertThrows(Refusal.class, () -> parse(head)).status());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomHeadsNeverDoAnythingButRefuse(long seed) {
        Random random = new Random(seed);
        String alphabet = "GET /HTP1.: \t\rx,;=%*[]?#\u0000\u00e9hostcntelgrafdi-5";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "GET / HTTP/1.1\r\nHost: h\r\n" : "");
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            text.append("\r\n\r\n");
            String head = text.toString();
            try {
                RequestHead parsed = parse(head);
                assertEquals(head.length(), parsed.bytes.length);
            } catch (Refusal e) {
                assertEquals(true, e.status() >= 400 && e.status() < 600, head);
            }
        }
    }
}
