package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.middleware.TraceContext.Span;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link RequestId} and {@link TraceContext}. */
class IdentifiersTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Handler ID =
            (w, r) -> w.write(r.attribute(RequestId.KEY).orElseThrow());

    private static Span span(TraceContext context, String... fields) {
        Span[] span = new Span[1];
        ask(context.wrap((_, r) -> span[0] = r.attribute(TraceContext.KEY).orElseThrow()), "GET", "/", fields)
                .assertStatus(200);
        return span[0];
    }

    private static Span span(String traceparent, String... tracestates) {
        String[] fields = new String[2 + 2 * tracestates.length];
        fields[0] = "traceparent";
        fields[1] = traceparent;
        for (int i = 0; i < tracestates.length; i++) {
            fields[2 + 2 * i] = "tracestate";
            fields[3 + 2 * i] = tracestates[i];
        }
        return span(TraceContext.create(), fields);
    }

    @Test
    void eachRequestHasANewIdentifier() {
        ResponseRecorder one = ask(RequestId.create().wrap(ID), "GET", "/", "X-Request-Id", "mine");
        ResponseRecorder other = ask(RequestId.create().wrap(ID), "GET", "/");
        assertTrue(one.contentText().matches("[0-9a-f]{32}"), one.contentText());
        assertEquals(one.contentText(), all(one, "X-Request-Id"));
        assertNotEquals(one.contentText(), other.contentText());
    }

    @Test
    void errorsHaveTheIdentifier() {
        for (Handler handler : List.of(Ask.NOT_FOUND, Ask.FAILING)) {
            assertEquals(
                    32,
                    all(ask(RequestId.create().wrap(handler), "GET", "/"), "X-Request-Id")
                            .length());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, true",
        "AZaz09-_.~+/=:@, true",
        "6f1b2c3d-4e5f-6789-abcd-ef0123456789, true",
        "'', false",
        "a b, false",
        "'a,b', false",
        "a\u00e4, false",
        "a\tb, false",
        "<script>, false",
        "a;b, false",
        "\"a\", false",
    })
    void aTrustedIdentifierIsTakenWhereItIsSafe(String id, boolean taken) {
        RequestId ids = RequestId.of("X-Request-Id", _ -> true);
        assertEquals(
                taken,
                ask(ids.wrap(ID), "GET", "/", "X-Request-Id", id).contentText().equals(id));
    }

    @Test
    void aTrustedIdentifierIsBoundedAndThereOnce() {
        RequestId ids = RequestId.of("X-Request-Id", _ -> true);
        String longest = "x".repeat(128);
        assertEquals(
                longest, ask(ids.wrap(ID), "GET", "/", "X-Request-Id", longest).contentText());
        assertEquals(
                32,
                ask(ids.wrap(ID), "GET", "/", "X-Request-Id", longest + "x")
                        .contentText()
                        .length());
        assertEquals(
                32,
                ask(ids.wrap(ID), "GET", "/", "X-Request-Id", "a", "X-Request-Id", "a")
                        .contentText()
                        .length());
    }

    @Test
    void onlySomeAreTrusted() {
        RequestId ids = RequestId.of("X-Correlation-Id", r -> r.headers().contains("From-Proxy"));
        assertEquals(
                32,
                ask(ids.wrap(ID), "GET", "/", "X-Correlation-Id", "a")
                        .contentText()
                        .length());
        ResponseRecorder taken = ask(ids.wrap(ID), "GET", "/", "X-Correlation-Id", "a", "From-Proxy", "1");
        assertEquals(
                "a a -", taken.contentText() + " " + all(taken, "X-Correlation-Id") + " " + all(taken, "X-Request-Id"));
        assertThrows(IllegalArgumentException.class, () -> RequestId.of("a b", _ -> true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "02", "03", "ff"})
    void aTraceGoesOn(String flags) {
        Span span = span("00-" + TRACE + "-" + PARENT + "-" + flags, "a=1,b=2");
        boolean sampled = Integer.parseInt(flags, 16) % 2 == 1;
        assertEquals(
                TRACE + " " + PARENT + " " + sampled + " a=1,b=2",
                span.traceId() + " " + span.parentId() + " " + span.sampled() + " " + span.tracestate());
        assertTrue(span.spanId().matches("[0-9a-f]{16}") && !span.spanId().equals(PARENT));
        assertEquals("00-" + TRACE + "-" + span.spanId() + (sampled ? "-01" : "-00"), span.traceparent());
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, false",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0X, false",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7, false",
        "'', false",
    })
    void aTraceparentIsReadAsTheSpecificationSays(String value, boolean valid) {
        Span span = span(value, "a=1");
        assertEquals(valid ? PARENT + " a=1" : " ", span.parentId() + " " + span.tracestate());
        assertEquals(valid, span.traceId().equals(TRACE));
        assertTrue(span.traceparent().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"), span.traceparent());
    }

    @Test
    void twoTraceparentsAreNone() {
        String value = "00-" + TRACE + "-" + PARENT + "-01";
        assertEquals(
                "",
                span(TraceContext.create(), "traceparent", value, "traceparent", value)
                        .parentId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1                  | a=1",
                "a=1, b=2 ,c=3        | a=1,b=2,c=3",
                "a=1,,b=2,            | a=1,b=2",
                "tenant@sys=x y       | tenant@sys=x y",
                "a_-*/=1              | a_-*/=1",
                "1a=1                 | 1a=1",
                "a                    | ''",
                "a=                   | ''",
                "=1                   | ''",
                "A=1                  | ''",
                "a=1,b                | ''",
                "a=1=2                | ''",
                "_a=1                 | ''",
                "a b=1                | ''",
                "a=\u00e4             | ''",
            })
    void tracestateIsPassedOnWhereItIsValid(String value, String expected) {
        assertEquals(expected, span("00-" + TRACE + "-" + PARENT + "-01", value).tracestate());
    }

    @Test
    void tracestateIsBounded() {
        String parent = "00-" + TRACE + "-" + PARENT + "-01";
        String most = IntStream.range(0, 32).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
        assertEquals(most, span(parent, most).tracestate());
        assertEquals("", span(parent, most + ",one=more").tracestate());
        assertEquals(
                most, span(parent, most.split(",", 2)[0], most.split(",", 2)[1]).tracestate());
        String big = "k=" + "v".repeat(254);
        assertEquals(
                big + "," + "b" + big.substring(2, 200),
                span(parent, big + ",b" + big.substring(2, 200).replaceFirst("v", "="))
                        .tracestate()
                        .replaceFirst(",b=", ",bv"));
        assertEquals(
                big, span(parent, big + "," + big.replaceFirst("k", "l"), "m=1").tracestate());
        assertEquals("", span(parent, "k=" + "v".repeat(257)).tracestate());
        assertEquals("", span(parent, "k".repeat(257) + "=v").tracestate());
        assertEquals(
                "",
                span(parent, String.join(",", Collections.nCopies(10_000, "a=1")))
                        .tracestate());
    }

    @Test
    void aNewTraceBeginsWithoutTheField() {
        Span one = span(TraceContext.create());
        Span other = span(TraceContext.create(), "tracestate", "a=1");
        assertEquals("  false", one.parentId() + " " + other.tracestate() + " " + one.sampled());
        assertNotEquals(one.traceId(), other.traceId());
    }

    @Test
    void strangersMayBeKeptOut() {
        TraceContext own = TraceContext.of(_ -> false);
        assertNotEquals(
                TRACE,
                span(own, "traceparent", "00-" + TRACE + "-" + PARENT + "-01").traceId());
    }

    @Test
    void aChildIsWithinTheSameTrace() {
        Span span = span("00-" + TRACE + "-" + PARENT + "-01", "a=1");
        Span child = span.child();
        assertEquals(
                TRACE + " " + span.spanId() + " true a=1",
                child.traceId() + " " + child.parentId() + " " + child.sampled() + " " + child.tracestate());
        assertEquals("00-" + TRACE + "-" + child.spanId() + "-01", child.toString());
        assertNotEquals(span.spanId(), child.spanId());
    }

    @Test
    void theAnswerDoesNotChange() {
        assertEquals(
                ask((_, _) -> {}, "GET", "/").headers().toString(),
                ask(TraceContext.create().wrap((_, _) -> {}), "GET", "/")
                        .headers()
                        .toString());
    }
}
