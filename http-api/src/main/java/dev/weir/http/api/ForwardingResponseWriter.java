package dev.weir.http.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A response around another that forwards every call to it, powers and files included. A subclass overrides what it wants to
 * see or to change.
 *
 * <p>{@link ResponseWriter#onCommit} does most of what such a class was written for, and is called for errors as well: a
 * wrapper sees only what the handler calls. One that changes content overrides the four methods that the others
 * come to: {@link #write(int)}, {@link #write(byte[], int, int)}, {@link #write(ByteBuffer)} and {@link #transferFrom}.
 *
 * <p><b>Threads.</b> As the response within.
 */
public class ForwardingResponseWriter extends ResponseWriter {
    private final ResponseWriter delegate;

    /**
     * Creates a response around another.
     *
     * @param delegate gets the calls
     */
    protected ForwardingResponseWriter(ResponseWriter delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /**
     * Returns the response within.
     *
     * @return the response, always the same
     */
    protected final ResponseWriter delegate() {
        return delegate;
    }

    @Override
    public ResponseWriter status(int code) {
        delegate.status(code);
        return this;
    }

    @Override
    public int status() {
        return delegate.status();
    }

    @Override
    public Headers headers() {
        return delegate.headers();
    }

    @Override
    public ResponseWriter header(String name, String value) {
        delegate.header(name, value);
        return this;
    }

    @Override
    public ResponseWriter suppress(String name) {
        delegate.suppress(name);
        return this;
    }

    @Override
    public ResponseWriter onCommit(Consumer<Commit> hook) {
        delegate.onCommit(hook);
        return this;
    }

    @Override
    public ResponseWriter onEnd(Consumer<RequestEnd> hook) {
        delegate.onEnd(hook);
        return this;
    }

    @Override
    public void error(HttpError error) throws IOException {
        delegate.error(error);
    }

    @Override
    public void inform(int code, Headers fields) throws IOException {
        delegate.inform(code, fields);
    }

    @Override
    public Headers trailers() {
        return delegate.trailers();
    }

    @Override
    public void write(int b) throws IOException {
        delegate.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        delegate.write(b, off, len);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        delegate.write(src);
    }

    @Override
    public void transferFrom(FileChannel file, long position, long count) throws IOException {
        delegate.transferFrom(file, position, count);
    }

    @Override
    public void flush() throws IOException {
        delegate.flush();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }

    @Override
    public boolean committed() {
        return delegate.committed();
    }

    @Override
    public void readDeadline(Duration timeout) {
        delegate.readDeadline(timeout);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        delegate.writeDeadline(timeout);
    }

    @Override
    public void minRequestRate(int bytesPerSecond) {
        delegate.minRequestRate(bytesPerSecond);
    }

    @Override
    public <T> Optional<T> as(Class<T> power) {
        return delegate.as(power);
    }
}
