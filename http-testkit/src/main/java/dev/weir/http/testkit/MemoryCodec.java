package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.core.exchange.ResponseCodec;
import dev.weir.http.core.exchange.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a response in memory as a client gets it: with what the protocol of the request lets through, and without what is
 * of the connection alone, as chunks and {@code Connection}.
 */
final class MemoryCodec implements ResponseCodec {
    private final MemoryRequest request;
    private final String protocol;
    private final boolean connect;
    private final Map<Class<?>, Object> powers;

    private final List<ResponseRecorder.Interim> interims = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int status;
    /** Null before the head is sent. */
    private @Nullable Headers headers;

    private Headers trailers = Headers.empty();
    private boolean date;
    private boolean ended;
    private boolean aborted;
    // Volatile, as any thread may set them.
    private volatile @Nullable Duration readDeadline;
    private volatile @Nullable Duration writeDeadline;
    private volatile int minRequestRate = -1;

    MemoryCodec(MemoryRequest request, Map<Class<?>, Object> powers) {
        this.request = request;
        this.protocol = request.protocol();
        this.connect = request.method().equals(HttpMethod.CONNECT);
        this.powers = new IdentityHashMap<>(powers);
    }

    /** RFC 9110 section 15.2: a server must not send one to an HTTP/1.0 client. */
    @Override
    public void interim(int code, Headers fields) throws IOException {
        requireClient();
        if (!protocol.equals("HTTP/1.0")) {
            interims.add(new ResponseRecorder.Interim(code, fields.readOnly()));
        }
    }

    /** After chunks alone over HTTP/1.1, which HTTP/1.0 does not have; after any content over HTTP/2. */
    @Override
    public boolean allowsTrailers(int code, long length) {
        return !isTunnel(code) && (protocol.equals("HTTP/2") || protocol.equals("HTTP/1.1") && length == UNKNOWN);
    }

    /** RFC 9110 section 9.3.6: what follows a 2xx to CONNECT is no content. */
    private boolean isTunnel(int code) {
        return connect && code < 300;
    }

    @Override
    public void head(int code, Headers fields, long length, boolean addDate, boolean last) throws IOException {
        requireClient();
        status = code;
        date = addDate;
        headers = fields.copy();
        if (length >= 0 && !isTunnel(code)) {
            headers.add("Content-Length", Long.toString(length));
        }
        headers.freeze();
    }

    @Override
    public void content(byte[] b, int off, int len) throws IOException {
        requireClient();
        content.write(b, off, len);
    }

    @Override
    public void end(Headers fields) throws IOException {
        requireClient();
        trailers = fields.readOnly();
        ended = true;
    }

    @Override
    public void flush() throws IOException {
        requireClient();
    }

    /** A request that is cancelled has nobody left to answer. */
    private void requireClient() throws IOException {
        if (request.wasCancelled()) {
            throw new IOException("the request was cancelled: nothing can be sent any more");
        }
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void readDeadline(Duration timeout) {
        readDeadline = timeout;
    }

    @Override
    public void writeDeadline(Duration timeout) {
        writeDeadline = timeout;
    }

    @Override
    public void minRequestRate(int bytesPerSecond) {
        minRequestRate = bytesPerSecond;
    }

    @Override
    public <T> Optional<T> as(Class<T> power, ServerResponse response) {
        return Optional.ofNullable(powers.get(power)).map(power::cast);
    }

    // ---- what was kept

    List<ResponseRecorder.Interim> interims() {
        return List.copyOf(interims);
    }

    int status() {
        return status;
    }

    /** Returns the fields as they were sent; null before the head. */
    @Nullable
    Headers headers() {
        return headers;
    }

    boolean date() {
        return date;
    }

    byte[] contentBytes() {
        return content.toByteArray();
    }

    Headers trailers() {
        return trailers;
    }

    boolean ended() {
        return ended && !aborted;
    }

    boolean aborted() {
        return aborted;
    }

    /** Returns the last rate that was set; -1 for none. */
    int minRequestRate() {
        return minRequestRate;
    }

    Optional<Duration> readDeadline() {
        return Optional.ofNullable(readDeadline);
    }

    Optional<Duration> writeDeadline() {
        return Optional.ofNullable(writeDeadline);
    }
}
