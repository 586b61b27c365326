package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.ByteArrayInputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a request's content may be. */
class ContentLimitTest {
    @ParameterizedTest
    @CsvSource({
        // limit, length, declared, status, is the handler called
        "4, 0, true,  200, true",
        "4, 4, true,  200, true",
        "4, 5, true,  413, false",
        "0, 0, true,  200, true",
        "0, 1, true,  413, false",
        "4, 4, false, 200, true",
        "4, 5, false, 413, true",
        "0, 1, false, 413, true",
    })
    void holdsContentToItsLimit(long limit, int length, boolean declared, int status, boolean handled) {
        AtomicBoolean called = new AtomicBoolean();
        RequestBuilder request = MemoryRequest.builder().method("POST");
        byte[] content = new byte[length];
        if (declared) {
            request.content(content);
        } else {
            request.content(new ByteArrayInputStream(content), -1);
        }
        ResponseRecorder.serve(
                        ContentLimit.of(limit).wrap((w, r) -> {
                            called.set(true);
                            w.write(r.content().readAllBytes().length + "");
                        }),
                        request.build())
                .assertStatus(status);
        assertEquals(handled, called.get());
    }

    @Test
    void theSmallestOfSeveralCounts() {
        for (ContentLimit[] limits :
                new ContentLimit[][] {{ContentLimit.of(3), ContentLimit.of(9)}, {ContentLimit.of(9), ContentLimit.of(3)}
                }) {
            ResponseRecorder.serve(
                            limits[0].then(limits[1]).wrap((_, r) -> r.content().readAllBytes()),
                            MemoryRequest.builder()
                                    .method("POST")
                                    .content(new ByteArrayInputStream(new byte[4]), -1)
                                    .build())
                    .assertStatus(413);
        }
    }

    @Test
    void aFormIsHeldToItToo() {
        ResponseRecorder.serve(
                        ContentLimit.of(3).wrap((w, r) -> w.write(r.form().toString())),
                        MemoryRequest.builder()
                                .method("POST")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .content(
                                        new ByteArrayInputStream(
                                                "a=bc".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                                        -1)
                                .build())
                .assertStatus(413);
    }

    @Test
    void refusesANegativeLimit() {
        assertThrows(IllegalArgumentException.class, () -> ContentLimit.of(-1));
    }
}
