package dev.weir.http.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which authorities are the same one (RFC 3986 sections 6.2.2 and 6.2.3). */
class AuthorityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "http  | example.com      | example.com        | true",
                "http  | example.com      | EXAMPLE.Com        | true",
                "http  | example.com      | example.com:80     | true",
                "HTTP  | example.com      | example.com:80     | true",
                "http  | example.com:     | example.com        | true",
                "http  | example.com:     | example.com:80     | true",
                "http  | example.com:80   | example.com:0080   | true",
                "https | example.com      | example.com:443    | true",
                "ws    | example.com      | example.com:80     | true",
                "wss   | example.com      | example.com:443    | true",
                "http  | example.com      | ex%61mple.com      | true",
                "http  | example.com      | ex%41mple.com      | true",
                "http  | a-b_c~d.e        | a%2Db%5fc%7Ed%2ee  | true",
                "http  | a%e4b            | a%E4b              | true",
                "http  | [::1]            | [::1]:80           | true",
                "http  | [::A]:8080       | [::a]:8080         | true",
                "http  | 127.0.0.1:80     | 127.0.0.1          | true",
                "coap  | example.com      | example.com:       | true",
                "-     | example.com:443  | EXAMPLE.com:443    | true",
                "http  | example.com      | example.com:443    | false",
                "http  | example.com      | example.com:8080   | false",
                "https | example.com      | example.com:80     | false",
                "coap  | example.com      | example.com:80     | false",
                "-     | example.com      | example.com:80     | false",
                "http  | example.com:80   | example.com:81     | false",
                "http  | example.com      | example.com.       | false",
                "http  | example.com      | example.co         | false",
                "http  | example.com      | example.org        | false",
                "http  | a%2Cb            | a,b                | false",
                "http  | a%25b            | a%b                | false",
                "http  | a                | a%2                | false",
                "http  | [::1]            | [::2]              | false",
                "http  | [::1]:80         | [::1               | false",
                "http  | a                | a:x                | false",
                "http  | a                | a:80:80            | false",
                "http  | a                | a:99999999999      | false",
                "http  | a                | a:65536            | false",
                "http  | a                | user@a             | false",
                "http  | a                | ''                 | false",
                "http  | k                | \u212a             | false",
            })
    void equivalent(String scheme, String one, String other, boolean same) {
        assertEquals(same, Authority.equivalent(scheme, one, other), "in this order");
        assertEquals(same, Authority.equivalent(scheme, other, one), "in the other");
    }
}
