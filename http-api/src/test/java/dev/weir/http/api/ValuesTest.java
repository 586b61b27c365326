package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small ones: status, method, middleware, the exceptions, and limited content. */
class ValuesTest {
    @Test
    void everyStatusHasAPhraseOfItsOwn() throws IllegalAccessException {
        Set<String> phrases = new HashSet<>();
        for (Field field : Status.class.getFields()) {
            int code = field.getInt(null);
            String phrase = Status.reason(code);
            assertFalse(phrase.startsWith("Status "), field.getName());
            assertTrue(phrases.add(phrase), phrase);
            assertEquals(
                    field.getName(),
                    phrase.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_'));
        }
        assertEquals("Status 299", Status.reason(299));
    }

    @ParameterizedTest
    @CsvSource({
        "100,false,true",
        "101,false,true",
        "199,false,true",
        "200,true,false",
        "204,false,false",
        "206,true,false",
        "304,false,false",
        "404,true,false",
        "99,false,false"
    })
    void statusTellsOfContent(int code, boolean content, boolean interim) {
        assertEquals(content, Status.allowsContent(code));
        assertEquals(interim, Status.isInterim(code));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,true,true",
        "HEAD,true,true",
        "OPTIONS,true,true",
        "TRACE,true,true",
        "PUT,false,true",
        "DELETE,false,true",
        "POST,false,false",
        "PATCH,false,false",
        "CONNECT,false,false",
        "get,false,false"
    })
    void methodsAreSafeOrIdempotent(String method, boolean safe, boolean idempotent) {
        assertEquals(safe, HttpMethod.isSafe(method));
        assertEquals(idempotent, HttpMethod.isIdempotent(method));
    }

    @Test
    void middlewareRunsFromTheOutside() throws Exception {
        StringBuilder order = new StringBuilder();
        Middleware a = next -> (w, r) -> {
            order.append("a(");
            next.serve(w, r);
            order.append(')');
        };
        Middleware b = next -> (w, r) -> {
            order.append("b(");
            next.serve(w, r);
            order.append(')');
        };
        Handler all = a.then(b).then(a).wrap((_, _) -> order.append('h'));
        all.serve(null, null);
        assertEquals("a(b(a(h)))", order.toString());
        assertThrows(NullPointerException.class, () -> a.then(null));
    }

    @Test
    void httpErrorsAreAnswers() {
        HttpError e = new HttpError(401).with("WWW-Authenticate", "Basic realm=\"x\"");
        assertEquals("Unauthorized", e.getMessage());
        assertEquals("Basic realm=\"x\"", e.headers().get("www-authenticate"));
        assertEquals(0, e.getStackTrace().length);
        Exception cause = new IOException("secret");
        assertSame(cause, new HttpError(500, "x", cause).getCause());
        assertNull(e.getCause());
        assertEquals(
                "GET, HEAD", HttpError.methodNotAllowed("GET, HEAD").headers().get("Allow"));
        assertEquals(400, HttpError.badRequest("why").status());
        assertEquals("why", HttpError.badRequest("why").getMessage());
        assertEquals(403, HttpError.forbidden().status());
        assertEquals(404, HttpError.notFound().status());
        assertEquals(413, HttpError.contentTooLarge().status());
        assertThrows(IllegalArgumentException.class, () -> e.with("A", "b\r\n"));
        assertEquals(0, new AbortHandler().getStackTrace().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 200, 399, 600})
    void onlyErrorsAreErrors(int code) {
        assertThrows(IllegalArgumentException.class, () -> new HttpError(code));
    }

    @Test
    void contentExceptionsKnowTheirStatus() {
        assertEquals(400, ContentException.Reason.MALFORMED.status());
        assertEquals(400, ContentException.Reason.INCOMPLETE.status());
        assertEquals(408, ContentException.Reason.TIMEOUT.status());
        assertEquals(413, ContentException.Reason.TOO_LARGE.status());
        var e = new ContentException(ContentException.Reason.TRAILERS_TOO_LARGE, "m", new IOException());
        assertEquals(431, e.status());
        assertSame(ContentException.Reason.TRAILERS_TOO_LARGE, e.reason());
    }

    private static InputStream limited(int size, long declared, long limit) {
        return TestRequest.builder()
                .content(new ByteArrayInputStream(new byte[size]), declared)
                .build()
                .withContentLimit(limit)
                .content();
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "0,-1,0", "5,5,5", "5,-1,5", "5,-1,6", "5,5,9223372036854775807"})
    void contentWithinItsLimitPasses(int size, long declared, long limit) throws IOException {
        assertEquals(size, limited(size, declared, limit).readAllBytes().length);
        InputStream single = limited(size, declared, limit);
        for (int i = 0; i < size; i++) {
            assertEquals(0, single.read());
        }
        assertEquals(-1, single.read());
        assertEquals(-1, single.read());
    }

    @Test
    void contentOverItsLimitFails() throws IOException {
        InputStream undeclared = limited(6, -1, 5);
        assertEquals(5, undeclared.readNBytes(5).length);
        assertEquals(0, undeclared.available());
        assertEquals(413, assertThrows(ContentException.class, undeclared::read).status());
        assertThrows(ContentException.class, undeclared::read, "and goes on failing");
        InputStream declared = limited(6, 6, 5);
        assertEquals(413, assertThrows(ContentException.class, declared::read).status());
        assertEquals(0, declared.read(new byte[0], 0, 0));
        assertThrows(ContentException.class, () -> limited(1, -1, 0).read());
        assertThrows(IllegalArgumentException.class, () -> limited(0, 0, -1));
    }
}
