package dev.weir.http.testkit;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.exchange.HandlerRunner;
import dev.weir.http.core.exchange.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A response in memory, as the client would get it. A handler runs as it does in a server, over the same
 * {@link ServerResponse}, with the default settings: what commits the response, what is refused and when, which content is
 * dropped, which fields are added and what becomes of an exception is the server's own code. {@code Date} alone is left
 * out, so that a test can compare all fields.
 *
 * <p>What a server would log as an error, such as an exception of the handler's that became a 500, is logged here too, to the
 * {@link System.Logger} with the name of this class: so a test's output shows it, whatever the test looks at. An
 * {@link HttpError} is an answer, and no failure.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class ResponseRecorder {
    /**
     * An interim response.
     *
     * @param status from 100 to 199
     * @param headers its fields, read-only
     */
    public record Interim(int status, Headers headers) {}

    private final MemoryRequest request;
    private final MemoryCodec codec;
    /** What the handler has thrown, or what else has gone wrong with its response; null when nothing has. */
    private @Nullable Exception failure;
    /** What has become of the request; null before the handler has run. */
    private @Nullable RequestEnd end;

    private ResponseRecorder(MemoryRequest request) {
        this.request = request;
        this.codec = new MemoryCodec(request, request.powers());
    }

    /**
     * Runs a handler as a server does, on the calling thread: {@link Request#current} answers with the request, the
     * response is ended when the handler returns, and what it throws becomes a status: {@link HttpError} and
     * {@link ContentException} their own, anything else 500, as long as the response is not committed; else the response is
     * broken off. An {@link Error} is thrown on, so that a failed assertion in a handler fails the test.
     *
     * @param handler the handler
     * @param request the request
     * @return the response, ended or broken off
     * @throws IllegalStateException where the request was answered before
     */
    public static ResponseRecorder serve(Handler handler, MemoryRequest request) {
        request.beginAnswer();
        ResponseRecorder recorder = new ResponseRecorder(request);
        recorder.run(handler);
        return recorder;
    }

    private void run(Handler handler) {
        HandlerRunner runner = new HandlerRunner(request.context());
        ServerResponse response = runner.respond(request, codec);
        Throwable[] thrown = new Throwable[1];
        request.context().watch();
        runner.run(
                (w, r) -> {
                    w.onEnd(ended -> end = ended);
                    try {
                        handler.serve(w, r);
                    } catch (Throwable t) {
                        thrown[0] = t;
                        throw t;
                    }
                },
                response);
        switch (thrown[0] != null ? thrown[0] : request.context().logged()) {
            case Error e -> throw e;
            case Exception e -> failure = e;
            case null, default -> {}
        }
    }

    /**
     * Returns the final status.
     *
     * @return from 200 to 599
     * @throws IllegalStateException where the response was broken off before its head, so that the client gets none
     */
    public int status() {
        requireHead();
        return codec.status();
    }

    /**
     * Checks the final status.
     *
     * @param expected the status that it must be
     * @return this
     * @throws AssertionError where it is another, or the client gets none; says both and how the content begins, and has the
     *     {@linkplain #failure failure} as its cause
     */
    public ResponseRecorder assertStatus(int expected) {
        return check(committed() && status() == expected, "status", "" + expected);
    }

    /**
     * Checks a field.
     *
     * @param name a field name, in any case
     * @param expected the value that it must have; where the field comes several times, one of them must
     * @return this
     * @throws AssertionError where it has another, is missing, or the client gets no response; as of {@link #assertStatus}
     */
    public ResponseRecorder assertHeader(String name, String expected) {
        return check(committed() && headers().all(name).contains(expected), "field " + name, expected);
    }

    /**
     * Checks the content.
     *
     * @param expected the text that it must be, as UTF-8
     * @return this
     * @throws AssertionError where it is another, or was broken off; as of {@link #assertStatus}
     */
    public ResponseRecorder assertContent(String expected) {
        return check(ended() && contentText().equals(expected), "content", "\"" + expected + "\"");
    }

    private ResponseRecorder check(boolean right, String what, String expected) {
        if (!right) {
            String content = Exchange.excerpt(contentBytes());
            throw new AssertionError(
                    "the " + what + " of " + request + " is not " + expected + " but " + this
                            + (content.isEmpty() ? "" : "\n\n" + content),
                    failure);
        }
        return this;
    }

    /**
     * Returns the fields that the client gets, but for {@code Date}.
     *
     * @return the fields, read-only, with those that the server adds
     * @throws IllegalStateException where the response was broken off before its head, so that the client gets none
     */
    public Headers headers() {
        return requireHead();
    }

    private Headers requireHead() {
        Headers headers = codec.headers();
        if (headers == null) {
            throw new IllegalStateException("the response was broken off before its head: the client gets none");
        }
        return headers;
    }

    /**
     * Returns whether the client gets a response, whole or not.
     *
     * @return false where the response was broken off before its head
     */
    public boolean committed() {
        return codec.headers() != null;
    }

    /**
     * Returns whether a server would add {@code Date}.
     *
     * @return false where the handler has set the field, or suppressed it
     */
    public boolean addsDate() {
        return codec.date();
    }

    /**
     * Returns the content that the client gets.
     *
     * @return a copy of the bytes; none to HEAD, and with 204, 205 and 304
     */
    public byte[] contentBytes() {
        return codec.contentBytes();
    }

    /**
     * Returns the content that the client gets, as UTF-8.
     *
     * @return the text
     */
    public String contentText() {
        return new String(contentBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the trailer fields that the client gets.
     *
     * @return the fields, read-only; none where the protocol, or the content's framing, has no room for them
     */
    public Headers trailers() {
        return codec.trailers();
    }

    /**
     * Returns the interim responses that the client gets.
     *
     * @return a copy of the list, in their order; none over HTTP/1.0
     */
    public List<Interim> interims() {
        return codec.interims();
    }

    /**
     * Returns whether the response is whole.
     *
     * @return false where it was broken off
     */
    public boolean ended() {
        return codec.ended();
    }

    /**
     * Returns whether the response was broken off, so that the client can see that it is not whole.
     *
     * @return true also where the client gets no response at all
     */
    public boolean aborted() {
        return codec.aborted();
    }

    /**
     * Returns what the handler threw, or what else kept its response from being what it was meant to be, as a
     * {@code Content-Length} that does not fit.
     *
     * @return the exception, also where it became a status; nothing when all went well
     */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Returns what {@link ResponseWriter#onEnd} says of the request.
     *
     * @return the end, with the protocol and addresses of the request
     */
    public RequestEnd end() {
        return Objects.requireNonNull(end, "a handler that was run has an end");
    }

    /**
     * Returns the last rate of the request's content that the handler has set.
     *
     * @return bytes a second; nothing when it never did
     * @see ResponseWriter#minRequestRate
     */
    public OptionalInt minRequestRate() {
        return codec.minRequestRate() < 0 ? OptionalInt.empty() : OptionalInt.of(codec.minRequestRate());
    }

    /**
     * Returns the last timeout that the handler has set for reading.
     *
     * @return nothing when it never did
     * @see ResponseWriter#readDeadline
     */
    public Optional<Duration> readDeadline() {
        return codec.readDeadline();
    }

    /**
     * Returns the last timeout that the handler has set for writing.
     *
     * @return nothing when it never did
     * @see ResponseWriter#writeDeadline
     */
    public Optional<Duration> writeDeadline() {
        return codec.writeDeadline();
    }

    /** The status, the fields, whether the response was broken off, and the failure; a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        Headers headers = codec.headers();
        if (headers == null) {
            text.append("no response\n");
        } else {
            text.append(codec.status()).append(' ').append(Status.reason(codec.status()));
            text.append('\n').append(headers);
        }
        if (aborted()) {
            text.append("(broken off)\n");
        }
        if (failure != null) {
            text.append("(failure: ").append(failure).append(")\n");
        }
        return text.toString().stripTrailing();
    }
}
