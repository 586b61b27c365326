package dev.weir.http.testkit;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentSniffer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Method;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response that is kept in memory, for tests: a handler sees what it would see of a server, and the test sees what
 * the client would get.
 *
 * <p>The rules are those of {@link ResponseWriter}: what commits the response, what is refused and when, what content
 * is dropped, and the {@code Content-Type} and {@code Content-Length} that a server adds. {@code Date} is not added, so
 * that a test can compare all fields.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class ResponseRecorder extends ResponseWriter {
    /**
     * An interim response.
     *
     * @param status from 100 to 199
     * @param headers its fields, read-only
     */
    public record Interim(int status, Headers headers) {}

    private enum Phase {
        OPEN,
        COMMITTED,
        ENDED,
        CUT
    }

    /** What a server holds back by default before it commits. */
    private static final int BUFFER_SIZE = 4096;

    private static final List<String> SUPPRESSIBLE = List.of("date", "content-type", "content-length");

    private final boolean toHead;
    private final String protocol;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Interim> interims = new ArrayList<>();
    private final List<String> suppressed = new ArrayList<>();
    private final Map<Class<?>, Object> powers = new HashMap<>();

    private Phase phase = Phase.OPEN;
    private int status = Status.OK;
    private Headers headers = new Headers();
    private Headers trailers = new Headers();
    /** The length that the head says, or -1. */
    private long declared = -1;

    private long written;
    private @Nullable Duration readDeadline;
    private @Nullable Duration writeDeadline;
    private @Nullable Exception failure;

    /** Makes the response to a GET over HTTP/1.1. */
    public ResponseRecorder() {
        this(Method.GET, "HTTP/1.1");
    }

    /**
     * Makes the response to a request: one to HEAD drops its content, one over HTTP/1.0 interim responses and trailers.
     *
     * @param r the request
     */
    public ResponseRecorder(Request r) {
        this(r.method(), r.protocol());
    }

    private ResponseRecorder(String method, String protocol) {
        this.toHead = method.equals(Method.HEAD);
        this.protocol = protocol;
    }

    /**
     * Runs a handler as a server does, on the calling thread: {@link Request#current} answers with the request, the
     * response is ended when the handler returns, and what it throws becomes a status: {@link HttpError} and
     * {@link ContentException} their own, anything else 500, as long as the response is not committed; else it is cut
     * off. An {@link Error} is thrown on, so that a failed assertion in a handler fails the test.
     *
     * @param handler the handler
     * @param r the request
     * @return the response, ended or cut off
     */
    public static ResponseRecorder serve(Handler handler, Request r) {
        ResponseRecorder w = new ResponseRecorder(r);
        RecordedCall.run(handler, w, r);
        return w;
    }

    // ---- what a test asks

    /**
     * The content that the client gets.
     *
     * @return a copy of the bytes; none to HEAD, and with 204, 205 and 304
     */
    public byte[] contentBytes() {
        return phase == Phase.OPEN || hasContent() ? content.toByteArray() : new byte[0];
    }

    /**
     * The content that the client gets, as UTF-8.
     *
     * @return the text
     */
    public String contentText() {
        return new String(contentBytes(), StandardCharsets.UTF_8);
    }

    /**
     * The interim responses that the client gets.
     *
     * @return a copy of the list, in their order
     */
    public List<Interim> interims() {
        return List.copyOf(interims);
    }

    /** {@return whether the response is whole: the handler has returned, or closed it} */
    public boolean ended() {
        return phase == Phase.ENDED;
    }

    /** {@return whether the response was cut off, so that the client can see that it is not whole} */
    public boolean aborted() {
        return phase == Phase.CUT;
    }

    /**
     * What the handler threw under {@link #serve}.
     *
     * @return the exception, also where it became a status; nothing when the handler returned
     */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * The last time for reading that the handler has asked for.
     *
     * @return nothing when it never did
     */
    public Optional<Duration> readDeadline() {
        return Optional.ofNullable(readDeadline);
    }

    /**
     * As {@link #readDeadline()}, for writing.
     *
     * @return nothing when it never did
     */
    public Optional<Duration> writeDeadline() {
        return Optional.ofNullable(writeDeadline);
    }

    /**
     * Whether the handler has suppressed a field.
     *
     * @param name the field's name, in any case
     * @return true when it did
     */
    public boolean suppressed(String name) {
        return suppressed.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Gives this response a power that {@link #as} answers with.
     *
     * @param <T> the power
     * @param power its type
     * @param implementation what does it
     * @return this
     */
    public <T> ResponseRecorder grant(Class<T> power, T implementation) {
        powers.put(power, Objects.requireNonNull(implementation, "implementation"));
        return this;
    }

    // ---- what a handler does

    @Override
    public ResponseWriter status(int code) {
        requireOpen("status");
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a final status is from 200 to 599, not " + code);
        }
        status = code;
        return this;
    }

    @Override
    public int status() {
        return status;
    }

    /** The fields; once the response is committed, read-only and with those that a server adds. */
    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public ResponseWriter suppress(String name) {
        requireOpen(name);
        String lower = name.toLowerCase(Locale.ROOT);
        if (!SUPPRESSIBLE.contains(lower)) {
            throw new IllegalArgumentException("the server adds no " + name + " that could be suppressed");
        }
        suppressed.add(lower);
        return this;
    }

    @Override
    public void inform(int code, Headers fields) {
        requireOpen("an interim response");
        if (!Status.isInterim(code) || code == Status.SWITCHING_PROTOCOLS) {
            throw new IllegalArgumentException("an interim status is from 100 to 199 and not 101, not " + code);
        }
        if (!protocol.equals("HTTP/1.0")) {
            interims.add(new Interim(code, fields.readOnly()));
        }
    }

    /** The trailer fields; once the response has ended, read-only and only those that the client gets. */
    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        requireWritable();
        if (len == 0) {
            return;
        }
        long limit = phase == Phase.OPEN ? declaredLength() : declared;
        if (limit >= 0 && len > limit - written && Status.allowsContent(status)) {
            throw new IOException("the response's Content-Length is " + limit + ": " + len + " bytes on top of "
                    + written + " are more");
        }
        written += len;
        if (phase == Phase.OPEN || hasContent()) {
            content.write(b, off, len);
        }
        if (phase == Phase.OPEN && written > BUFFER_SIZE) {
            commit(false);
        }
    }

    @Override
    public void flush() throws IOException {
        requireWritable();
        if (phase == Phase.OPEN) {
            commit(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (phase == Phase.ENDED || phase == Phase.CUT) {
            return;
        }
        if (phase == Phase.OPEN) {
            commit(true);
        }
        if (hasContent() && declared >= 0 && written < declared) {
            phase = Phase.CUT;
            throw new IOException("the response was cut off: its Content-Length is " + declared + ", and "
                    + (declared - written) + " bytes of it were not written");
        }
        phase = Phase.ENDED;
        trailers = hasRoomForTrailers() ? RecordedTrailers.sendable(trailers).readOnly() : Headers.empty();
    }

    @Override
    public boolean committed() {
        return phase != Phase.OPEN;
    }

    @Override
    public void readDeadline(Duration timeout) {
        readDeadline = Objects.requireNonNull(timeout, "timeout");
    }

    @Override
    public void writeDeadline(Duration timeout) {
        writeDeadline = Objects.requireNonNull(timeout, "timeout");
    }

    @Override
    public <T> Optional<T> as(Class<T> power) {
        return Optional.ofNullable(powers.get(power)).map(power::cast);
    }

    // ---- what a server does

    /** Takes everything back and answers with an error. */
    void replace(HttpError error) throws IOException {
        content.reset();
        suppressed.remove("content-length");
        status = error.status();
        headers = headers.copy();
        error.applyTo(headers);
        trailers = new Headers();
        byte[] text = (error.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        written = 0;
        write(text, 0, text.length);
        close();
    }

    /** Of a response that was not committed, the client gets nothing. */
    void cut() {
        if (phase == Phase.OPEN) {
            content.reset();
        }
        phase = Phase.CUT;
    }

    void failed(Exception thrown) {
        failure = thrown;
    }

    private void commit(boolean last) {
        if (headers.contains("Transfer-Encoding")) {
            throw new IllegalStateException("Transfer-Encoding is for the server to set (RFC 9112 section 6.1)");
        }
        declared = declaredLength();
        boolean sendsTrailers =
                hasRoomForTrailers() && !RecordedTrailers.sendable(trailers).isEmpty();
        if (allowsContent()
                && written > 0
                && !suppressed("Content-Type")
                && !headers.contains("Content-Type")
                && !headers.contains("Content-Encoding")) {
            byte[] start = content.toByteArray();
            headers.add("Content-Type", ContentSniffer.sniff(start, 0, start.length));
        }
        // A HEAD that wrote nothing says nothing of how long the content of a GET would be.
        boolean whole = last && !suppressed("Content-Length") && !sendsTrailers && (written > 0 || !toHead);
        if (allowsContent() && declared < 0 && whole) {
            declared = written;
        } else if (status == Status.RESET_CONTENT) {
            declared = 0;
        } else if (!allowsContent() && status != Status.NOT_MODIFIED) {
            declared = -1;
        }
        RecordedTrailers.announce(headers, hasRoomForTrailers(), trailers);
        headers.remove("Content-Length");
        if (declared >= 0) {
            headers.add("Content-Length", Long.toString(declared));
        }
        headers.freeze();
        phase = Phase.COMMITTED;
    }

    private long declaredLength() {
        String value = headers.get("Content-Length");
        long length = value == null ? -1 : decimal(value);
        if (value != null && length < 0) {
            throw new IllegalStateException("not a Content-Length: " + value);
        }
        return length;
    }

    private static long decimal(String value) {
        try {
            return value.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(value) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean hasRoomForTrailers() {
        return hasContent() && (protocol.equals("HTTP/2") || protocol.equals("HTTP/1.1") && declared < 0);
    }

    private boolean allowsContent() {
        return Status.allowsContent(status) && status != Status.RESET_CONTENT;
    }

    private boolean hasContent() {
        return !toHead && allowsContent();
    }

    private void requireOpen(String what) {
        if (phase != Phase.OPEN) {
            throw new IllegalStateException("the response is committed: too late for " + what);
        }
    }

    private void requireWritable() throws IOException {
        if (phase == Phase.ENDED) {
            throw new IllegalStateException("the response has ended: nothing more can be written");
        }
        if (phase == Phase.CUT) {
            throw new IOException("the response was cut off");
        }
    }
}
