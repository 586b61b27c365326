package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields of a response an error's answer keeps. */
class ErrorFieldsTest {
    private static final String OWN = "Content-Type: text/plain; charset=utf-8\nX-Content-Type-Options: nosniff\n";

    private static String applied(HttpError error, Headers before) {
        error.applyTo(before);
        return before.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie",
                "Strict-Transport-Security",
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Credentials",
                "Access-Control-Expose-Headers",
                "Vary",
                "X-Request-Id",
                "Traceparent",
                "Server-Timing",
                "Date",
                "Server",
                "Connection",
                "Alt-Svc",
                "Content-Security-Policy",
                "Content-Security-Policy-Report-Only",
                "Referrer-Policy",
                "Permissions-Policy",
                "Cross-Origin-Opener-Policy",
                "X-Frame-Options",
                "WWW-Authenticate",
                "Allow",
                "Retry-After",
                "Link",
                "Accept",
                "Accept-Encoding",
                "Via",
                "Upgrade",
                "Deprecation",
                "RateLimit",
                "A",
                "Content-Of-Mine",
            })
    void keepsWhatIsOfTheResponse(String name) {
        assertEquals(name + ": x\n" + OWN, applied(new HttpError(500), new Headers().add(name, "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type",
                "Content-Length",
                "Content-Encoding",
                "Content-Language",
                "Content-Location",
                "Content-Range",
                "Content-Disposition",
                "Content-MD5",
                "Content-Digest",
                "Repr-Digest",
                "Digest",
                "ETag",
                "Last-Modified",
                "Accept-Ranges",
                "Cache-Control",
                "CDN-Cache-Control",
                "Surrogate-Control",
                "Expires",
                "Age",
                "Trailer",
                "Transfer-Encoding",
                "Location",
                "Refresh",
                "SourceMap",
                "Signature",
                "Signature-Input",
                "Use-As-Dictionary",
            })
    void dropsWhatIsOfTheContent(String name) {
        Headers twice = new Headers().add(name, "x").add("A", "b").add(name.toLowerCase(Locale.ROOT), "y");
        assertEquals("A: b\n" + OWN, applied(new HttpError(500), twice));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-store              | true",
                "private, No-Store     | true",
                "no-cache              | false",
                "private               | false",
                "max-age=60            | false",
                "x=\"a, no-store, b\"  | false",
            })
    void keepsAWordAgainstStoring(String value, boolean kept) {
        String seen = applied(
                new HttpError(404), new Headers().add("Cache-Control", value).add("Expires", "0"));
        assertEquals((kept ? "Cache-Control: " + value + "\n" : "") + OWN, seen);
    }

    @Test
    void itsOwnFieldsWin() {
        Headers before = new Headers()
                .add("Retry-After", "1")
                .add("retry-after", "2")
                .add("X-Id", "7")
                .add("Content-Type", "text/html")
                .add("X-Content-Type-Options", "x");
        HttpError error = new HttpError(429, "{}")
                .with("Retry-After", "3")
                .with("Content-Range", "bytes */9")
                .with("Content-Length", "99")
                .with("content-type", "application/problem+json");
        assertEquals(
                "X-Id: 7\nX-Content-Type-Options: nosniff\nRetry-After: 3\nContent-Range: bytes */9\n"
                        + "content-type: application/problem+json\n",
                applied(error, before));
        HttpError both = new HttpError(401).with("WWW-Authenticate", "Basic").with("WWW-Authenticate", "Bearer");
        assertEquals(
                "WWW-Authenticate: Basic\nWWW-Authenticate: Bearer\n" + OWN,
                applied(both, new Headers().add("WWW-Authenticate", "Negotiate")));
    }

    /** A list that middleware has begun is not lost: without Vary: Origin a cache would mix up origins. */
    @ParameterizedTest
    @ValueSource(strings = {"Set-Cookie", "Vary", "Link", "Server-Timing"})
    void listsAreAddedTo(String name) {
        assertEquals(
                name + ": x\n" + name + ": y\n" + OWN,
                applied(new HttpError(406).with(name, "y"), new Headers().add(name, "x")));
    }

    @Test
    void whatIsThrownBecomesAnError() {
        HttpError error = HttpError.notFound();
        assertSame(error, HttpError.of(error));
        HttpError content = HttpError.of(new ContentException(ContentException.Reason.TIMEOUT, "too slow"));
        assertEquals("408 Request Timeout: too slow", content.status() + " " + content.getMessage());
        HttpError other = HttpError.of(new IOException("secret"));
        assertEquals(
                "500 Internal Server Error null", other.status() + " " + other.getMessage() + " " + other.getCause());
        assertEquals(500, HttpError.of(new StackOverflowError()).status());
    }
}
