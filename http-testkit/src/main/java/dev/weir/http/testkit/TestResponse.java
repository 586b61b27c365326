package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response as it came to a {@link TestClient}, read to its end. Where an assertion fails, its message shows the whole
 * exchange, and what the handler has thrown is its cause, as far as a {@link TestServer} has it.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class TestResponse {
    private final Exchange exchange;
    private final ClientConnection.Head head;
    private final Headers trailers;
    private final boolean complete;
    /** The redirect that has led here. */
    private final @Nullable TestResponse previous;

    TestResponse(
            Exchange exchange,
            ClientConnection.Head head,
            Headers trailers,
            boolean complete,
            @Nullable TestResponse previous) {
        this.exchange = exchange;
        this.head = head;
        this.trailers = trailers;
        this.complete = complete;
        this.previous = previous;
    }

    /**
     * Returns the final status.
     *
     * @return from 200 to 999
     */
    public int status() {
        return head.status();
    }

    /**
     * Returns the fields.
     *
     * @return the fields, read-only
     */
    public Headers headers() {
        return head.headers().readOnly();
    }

    /**
     * Returns the first value of a field.
     *
     * @param name a field name, in any case
     * @return the value; nothing where the field is missing
     */
    public Optional<String> header(String name) {
        return head.headers().find(name);
    }

    /**
     * Returns the content.
     *
     * @return a copy of the bytes; what has come of it, where the response is not {@linkplain #complete complete}
     */
    public byte[] contentBytes() {
        return exchange.content.clone();
    }

    /**
     * Returns the content as UTF-8.
     *
     * @return the text
     */
    public String contentText() {
        return new String(exchange.content, StandardCharsets.UTF_8);
    }

    /**
     * Returns the trailer fields.
     *
     * @return the fields, read-only
     */
    public Headers trailers() {
        return trailers;
    }

    /**
     * Returns the interim responses that came before.
     *
     * @return a copy of the list, in their order
     */
    public List<ResponseRecorder.Interim> interims() {
        return List.copyOf(exchange.interims);
    }

    /**
     * Returns whether the response came to its end.
     *
     * @return false where the server has broken it off inside the content
     */
    public boolean complete() {
        return complete;
    }

    /**
     * Returns the redirect that the client has followed to come to this response.
     *
     * @return the response before; nothing where this answers the first request
     */
    public Optional<TestResponse> previous() {
        return Optional.ofNullable(previous);
    }

    /**
     * Returns the request target that was asked at last.
     *
     * @return the path, and the query where there is one
     */
    public String target() {
        return exchange.sent().target();
    }

    /**
     * Checks the status.
     *
     * @param expected the status that it must be
     * @return this
     * @throws AssertionError where it is another
     */
    public TestResponse assertStatus(int expected) {
        return check(status() == expected, "status " + expected, "" + status());
    }

    /**
     * Checks a field.
     *
     * @param name a field name, in any case
     * @param expected the value that it must have; where the field comes several times, one of them must
     * @return this
     * @throws AssertionError where the field is missing, or has another value
     */
    public TestResponse assertHeader(String name, String expected) {
        return check(
                head.headers().all(name).contains(expected),
                name + ": " + expected,
                Exchange.show(name, head.headers()));
    }

    /**
     * Checks that a field is missing.
     *
     * @param name a field name, in any case
     * @return this
     * @throws AssertionError where there is one
     */
    public TestResponse assertNoHeader(String name) {
        return check(!head.headers().contains(name), "no " + name, Exchange.show(name, head.headers()));
    }

    /**
     * Checks the content, which must be complete.
     *
     * @param expected the text that it must be, as UTF-8
     * @return this
     * @throws AssertionError where it is another
     */
    public TestResponse assertContent(String expected) {
        return check(
                complete && contentText().equals(expected),
                "content \"" + expected + "\"",
                "\"" + contentText() + "\"");
    }

    /**
     * Checks the content, which must be complete.
     *
     * @param expected the bytes that it must be
     * @return this
     * @throws AssertionError where there are others
     */
    public TestResponse assertContent(byte[] expected) {
        int at = Arrays.mismatch(exchange.content, expected);
        return check(
                complete && at < 0,
                "content of " + expected.length + " bytes",
                exchange.content.length + " bytes, the first that differs at " + at);
    }

    /**
     * Checks a part of the content.
     *
     * @param expected a text that must be somewhere in it
     * @return this
     * @throws AssertionError where it is not
     */
    public TestResponse assertContentContains(String expected) {
        return check(contentText().contains(expected), "content with \"" + expected + "\"", "as below");
    }

    private TestResponse check(boolean right, String expected, String actual) {
        if (!right) {
            String broken = complete ? "" : " (and the response was broken off)";
            throw exchange.error(
                    "expected of " + exchange.sent().method() + " " + target() + ": " + expected + ", but it was: "
                            + actual + broken,
                    null);
        }
        return this;
    }

    /** The whole exchange: heads, and how the contents begin. */
    @Override
    public String toString() {
        return exchange.toString();
    }
}
