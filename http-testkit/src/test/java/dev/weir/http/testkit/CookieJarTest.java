package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cookies a client keeps, and with which requests it sends them (RFC 6265 sections 5.2 to 5.4). */
class CookieJarTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/       | a=1                                        | /      | a=1",
                "/       | a=1                                        | /x/y   | a=1",
                "/x/y    | a=1                                        | /x/z   | a=1",
                "/x/y    | a=1                                        | /x     | a=1",
                "/x/y    | a=1                                        | /xy    | -",
                "/x/y    | a=1                                        | /      | -",
                "/x/y    | a=1; Path=/                                | /      | a=1",
                "/x/y    | a=1; path=/z/                              | /z/1   | a=1",
                "/x/y    | a=1; path=/z/                              | /z     | -",
                "/x/y    | a=1; Path=relative                         | /x     | a=1",
                "/       | a=1; Max-Age=0                             | /      | -",
                "/       | a=1; Max-Age=-5                            | /      | -",
                "/       | a=1; Max-Age=60                            | /      | a=1",
                "/       | a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT | /      | -",
                "/       | a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5 | / | a=1",
                "/       | a=1; Expires=never                         | /      | a=1",
                "/       | a=1; Secure; HttpOnly; SameSite=Strict     | /      | a=1",
                "/       | a=b=c                                      | /      | a=b=c",
                "/       | a=                                         | /      | a=",
                "/       | =1                                         | /      | -",
                "/       | nothing                                    | /      | -",
            })
    void oneCookie(String setBy, String line, String asked, String sent) {
        CookieJar jar = new CookieJar();
        jar.take(setBy, new Headers().add("Set-Cookie", line));
        assertEquals(sent, jar.field(asked));
    }

    @ParameterizedTest
    @CsvSource({"a=1,a=2,a=2", "a=1,b=2,a=1; b=2", "a=1; Path=/x,a=2,a=1; a=2", "a=1,a=; Max-Age=0,"})
    void twoCookies(String first, String second, String sent) {
        CookieJar jar = new CookieJar();
        jar.take("/", new Headers().add("Set-Cookie", first).add("Set-Cookie", second));
        assertEquals(sent, jar.field("/x"));
    }
}
