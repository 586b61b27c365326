package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            nullValues = "-",
            value = {
                "'/'                       | ''     | ''             | rest()",
                "'/{$}'                    | ''     | ''             | end",
                "'/a'                      | ''     | ''             | a",
                "'/a/'                     | ''     | ''             | a rest()",
                "'/a/{$}'                  | ''     | ''             | a end",
                "'/a/{x}'                  | ''     | ''             | a wild(x)",
                "'/a/{x}/'                 | ''     | ''             | a wild(x) rest()",
                "'/{x}/b/{y}/{z...}'       | ''     | ''             | wild(x) b wild(y) rest(z)",
                "'/{_1}/{$x}/{camelCase}'  | ''     | ''             | wild(_1) wild($x) wild(camelCase)",
                "'GET /'                   | GET    | ''             | rest()",
                "'GET \t  /a'              | GET    | ''             | a",
                "'M-SEARCH /a'             | M-SEARCH | ''           | a",
                "'m-search /a'             | m-search | ''           | a",
                "'Gets /a'                 | Gets   | ''             | a",
                "'example.com/'            | ''     | example.com    | rest()",
                "'Example.COM:8080/a'      | ''     | example.com:8080 | a",
                "'POST  a.b/{x}'           | POST   | a.b            | wild(x)",
                "'[::1]/'                  | ''     | '[::1]'        | rest()",
                "'[2001:DB8::1]:443/'      | ''     | '[2001:db8::1]:443' | rest()",
                "'/a b/c'                  | ''     | ''             | 'a b c'",
                "'/%61%62/%7b/%'           | ''     | ''             | ab { %",
                "'/a%2Fb'                  | ''     | ''             | a/b",
                "'/%zz'                    | ''     | ''             | %zz",
                "'/a:b/c:/a*/a*b/a<b>/<a'   | ''     | ''             | 'a:b c: a* a*b a<b> <a'",
                "'/%3Aid/%2A/%2a%2A/%3Cid>' | ''     | ''             | ':id * ** <id>'",
                "'/%3A/%3Abatch'           | ''     | ''             | ': :batch'",
                "'/.../..a/a..'            | ''     | ''             | ... ..a a..",
                "'CONNECT /a//../b'        | CONNECT | ''            | 'a  .. b'",
                "'CONNECT example.com:443/' | CONNECT | example.com:443 | rest()",
            })
    void accepts(String text, String method, String host, String segments) {
        Pattern pattern = Pattern.parse(text);
        assertEquals(text, pattern.text());
        assertEquals(method, pattern.method(), "method");
        assertEquals(host, pattern.host(), "host");
        assertEquals(
                segments,
                pattern.segments().stream()
                        .map(segment -> switch (segment) {
                            case Segment.Literal(String key) -> key;
                            case Segment.Wild(String name) -> "wild(" + name + ")";
                            case Segment.Rest(String name) -> "rest(" + name + ")";
                            case Segment.End _ -> "end";
                        })
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void aLiteralOutsideAsciiIsItsUtf8Bytes() {
        assertEquals(
                Pattern.parse("/%C3%A9").segments(), Pattern.parse("/\u00e9").segments());
        assertEquals(
                "[Literal[key=\u00c3\u00a9]]",
                Pattern.parse("/\u00e9").segments().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "''              | 0  | it is empty",
                "'a'             | 0  | there is no path",
                "'GET'           | 0  | there is no path",
                "'GET '          | 4  | there is no path",
                "'GET a.com'     | 4  | there is no path",
                "' /'            | 0  | a method must stand before the space",
                "'A(B /'         | 1  | a method must be a token",
                "'GET POST /'    | 8  | this character cannot stand in a host",
                "'{host}/'       | 0  | a host has no wildcards",
                "'GET {host}/'   | 4  | a host has no wildcards",
                "'a@b/'          | 1  | this character cannot stand in a host",
                "'a%20b/'        | 1  | this character cannot stand in a host",
                "'h\u00e4/'      | 1  | this character cannot stand in a host",
                "'a:/'           | 1  | a host and a port must stand around the colon",
                "':80/'          | 0  | a host and a port must stand around the colon",
                "'a:8x/'         | 3  | a port is a number",
                "'http://a/'     | 4  | a host and a port must stand around the colon",
                "'::1/'          | 0  | an IPv6 address stands in brackets",
                "'/a{x}'         | 2  | a wildcard must be a whole segment",
                "'/{x}a'         | 4  | a wildcard must be a whole segment",
                "'/{x}{y}'       | 4  | a wildcard must be a whole segment",
                "'/a}'           | 2  | a wildcard must be a whole segment",
                "'/{x'           | 1  | the wildcard is not closed",
                "'/{x/y}'        | 1  | the wildcard is not closed",
                "'/{}'           | 2  | the wildcard has no name",
                "'/{...}'        | 2  | the wildcard has no name",
                "'/{a-b}'        | 3  | a wildcard's name must be a Java identifier",
                "'/{1a}'         | 2  | a wildcard's name must be a Java identifier",
                "'/{a b}'        | 3  | a wildcard's name must be a Java identifier",
                "'/{x..}'        | 3  | a wildcard's name must be a Java identifier",
                "'/{$...}'       | 2  | a wildcard's name must be a Java identifier",
                "'/{x...}/a'     | 1  | a {name...} wildcard must be at the end",
                "'/{x...}/'      | 1  | a {name...} wildcard must be at the end",
                "'/{$}/a'        | 1  | {$} must be at the end",
                "'/{$}/'         | 1  | {$} must be at the end",
                "'/{a}/b/{a}'    | 8  | the name a stands for two wildcards",
                "'/{a}/{a...}'   | 6  | the name a stands for two wildcards",
                "'//'            | 1  | an empty segment or a dot segment never matches",
                "'/a//b'         | 3  | an empty segment or a dot segment never matches",
                "'GET /a/./b'    | 7  | an empty segment or a dot segment never matches",
                "'/..'           | 1  | an empty segment or a dot segment never matches",
                "'/%2e%2E/a'     | 1  | an empty segment or a dot segment never matches",
                "'/a?x=1'        | 2  | a pattern has no query",
                "'/a#b'          | 2  | in a path, this is written %23",
            })
    void refuses(String text, int offset, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> Pattern.parse(text))
                .getMessage();
        String head = "bad pattern \"" + text + "\" at offset " + offset + ": ";
        assertEquals(head, message.substring(0, Math.min(head.length(), message.length())));
        assertEquals(true, message.contains(reason), message);
    }

    /** What other routers call a wildcard, and a method in another case: the message says how it is written here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "'get /x'            | 0  | 'write GET /x'                    | 'GET /x'",
                "'Get  h/x'          | 0  | 'write GET  h/x'                  | 'GET  h/x'",
                "'gEt /x'            | 0  | 'write GET /x'                    | 'GET /x'",
                "'head /x'           | 0  | 'write HEAD /x'                   | 'HEAD /x'",
                "'Post /x'           | 0  | 'write POST /x'                   | 'POST /x'",
                "'put /x'            | 0  | 'write PUT /x'                    | 'PUT /x'",
                "'Delete /x'         | 0  | 'write DELETE /x'                 | 'DELETE /x'",
                "'patch /x'          | 0  | 'write PATCH /x'                  | 'PATCH /x'",
                "'options /x'        | 0  | 'write OPTIONS /x'                | 'OPTIONS /x'",
                "'trace /x'          | 0  | 'write TRACE /x'                  | 'TRACE /x'",
                "'connect h:1/'      | 0  | 'write CONNECT h:1/'              | 'CONNECT h:1/'",
                "'/users/:id'        | 7  | 'write {id} for a wildcard'       | '/users/{id}'",
                "'/users/:id'        | 7  | 'is written %3A'                  | '/users/%3Aid'",
                "'GET /:a/b'         | 5  | 'write {a} for a wildcard'        | 'GET /{a}/b'",
                "'/:'                | 1  | 'write {name} for a wildcard'     | '/{name}'",
                "'/:user-id'         | 1  | 'write {name} for a wildcard'     | '/{name}'",
                "'/:$'               | 1  | 'write {name} for a wildcard'     | '/{name}'",
                "'CONNECT /:id'      | 9  | 'write {id} for a wildcard'       | 'CONNECT /{id}'",
                "'/*'                | 1  | '{name...} or a slash at the end' | '/{name...}'",
                "'/a/*'              | 3  | 'write {name} for one segment'    | '/a/{name}'",
                "'/a/**'             | 3  | '{name...} or a slash at the end' | '/a/'",
                "'/a/*rest'          | 3  | '{rest...} or a slash at the end' | '/a/{rest...}'",
                "'/*.html'           | 1  | 'is written %2A'                  | '/%2A.html'",
                "'/*/a'              | 1  | 'write {name} for one segment;'   | '/{name}/a'",
                "'/**/'              | 1  | 'write {name} for one segment;'   | '/{name}/'",
                "'/<id>'             | 1  | 'write {id} for a wildcard'       | '/{id}'",
                "'/a/<int:id>/b'     | 3  | 'write {id} for a wildcard'       | '/a/{id}/b'",
                "'/<>'               | 1  | 'write {name} for a wildcard'     | '/{name}'",
                "'/<a b>'            | 1  | 'is written %3C'                  | '/%3Ca b>'",
            })
    void saysHowOtherSpellingsAreWritten(String text, int offset, String said, String right) {
        refuses(text, offset, said);
        assertEquals(right, Pattern.parse(right).text());
    }

    @Test
    void refusesControlCharacters() {
        assertThrows(IllegalArgumentException.class, () -> Pattern.parse("/a\nb"));
        assertThrows(IllegalArgumentException.class, () -> Pattern.parse("/{a\u0000b}"));
    }
}
