package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.weir.http.api.Headers;
import dev.weir.middleware.CodingFor;
import dev.weir.middleware.spi.ContentCoding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Accept-Encoding} by RFC 9110 section 12.5.3, beside zstd (300), br (200) and gzip (100). */
class AcceptEncodingTest {
    private static final Codings CODINGS =
            Codings.of(List.of(new GzipCoding(5), CodingFor.tests("br", 200), CodingFor.tests("zstd", 300)));

    private static String best(String... lines) {
        Headers fields = new Headers();
        for (String line : lines) {
            fields.add("Accept-Encoding", line);
        }
        AcceptEncoding accept = AcceptEncoding.of(fields, CODINGS);
        ContentCoding best = accept.best();
        return (best == null ? "-" : best.name()) + (accept.refusesIdentity() ? " not as it is" : "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '`', textBlock = """
        gzip                              | gzip
        GZIP                              | gzip
        x-gzip                            | gzip
        X-GZip;q=0.5                      | gzip
        gzip, deflate, br, zstd           | zstd
        gzip, deflate, br                 | br
        deflate                           | -
        br;q=1.0, gzip;q=0.8              | br
        br;q=0.8, gzip;q=1.0              | gzip
        zstd;q=0.1, br;q=0.1, gzip;q=0.1  | zstd
        zstd;q=0, br;q=0, gzip            | gzip
        gzip;q=0                          | -
        gzip;q=0.000                      | -
        gzip;q=0.001                      | gzip
        gzip ; q=0.5                      | gzip
        gzip;Q=1                          | gzip
        ` gzip ,, br;q=0.2,`              | gzip
        *                                 | zstd
        *;q=0                             | - not as it is
        *;q=0, gzip                       | gzip not as it is
        *;q=0, identity                   | -
        zstd;q=0, *                       | br
        gzip;q=0.5, *;q=0.8               | zstd
        identity                          | -
        identity;q=0                      | - not as it is
        identity;q=0, gzip                | gzip not as it is
        identity, gzip;q=0.5              | -
        identity;q=0.5, gzip;q=0.5        | gzip
        identity;q=0.5, gzip;q=0.4        | -
        gzip, gzip;q=0                    | gzip
        ``                                | -
        gzip;q=2                          | -
        gzip;q=1.001                      | -
        gzip;q=0.0000                     | -
        gzip;q=                           | -
        gzip;q                            | -
        gzip;level=9                      | -
        gzip;q=0.5;x=1                    | -
        gzip zip                          | -
        ;q=1                              | -
        `gzip, "br"`                      | -
        br, gzip;q=x                      | -
        """)
    void theClientsBest(String field, String best) {
        assertEquals(best, best(field));
    }

    @Test
    void withoutTheFieldContentStaysAsItIs() {
        assertEquals("-", best());
    }

    @Test
    void severalLinesAreOneList() {
        assertEquals("br", best("gzip;q=0.5", "br"));
        assertEquals("-", best("gzip", "br;q=oops"));
    }

    /** As many members as a head has room for, and many more; by their square it would be a quarter of an hour and more. */
    @ParameterizedTest
    @ValueSource(strings = {"a,", ",", "gzip,", "br;q=0.5,", "x-gzip ; q=0.001 ,", "*;q=0,"})
    void aListWithoutEndTakesLinearTime(String member) {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> best(member.repeat(1_000_000), "gzip"));
    }
}
