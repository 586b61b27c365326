package dev.weir.observe.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryRedactionTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
        q=1, q=1
        sig=abc, sig=REDACTED
        q=1&sig=abc, q=1&sig=REDACTED
        sig=abc&q=1, sig=REDACTED&q=1
        a&sig=abc&b=2&Signature=x&c, a&sig=REDACTED&b=2&Signature=REDACTED&c
        AWSAccessKeyId=A&X-Goog-Signature=B, AWSAccessKeyId=REDACTED&X-Goog-Signature=REDACTED
        sig=, sig=REDACTED
        sig, sig
        signal=1&xsig=2, signal=1&xsig=2
        sig=a&, sig=REDACTED&
        '&&sig=a=b&&', '&&sig=REDACTED&&'
        """)
    void valuesThatAreSecret(String query, String expected) {
        assertEquals(expected, QueryRedaction.of(query));
    }
}
