package dev.weir.mux;

import dev.weir.http.api.Headers;
import dev.weir.http.api.ResponseWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A response in memory. */
final class FakeWriter extends ResponseWriter {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Headers headers = new Headers();
    private final Headers trailers = new Headers();
    private int status = 200;

    String text() {
        return content.toString(StandardCharsets.UTF_8);
    }

    @Override
    public ResponseWriter status(int code) {
        status = code;
        return this;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public ResponseWriter suppress(String name) {
        return this;
    }

    @Override
    public void inform(int code, Headers fields) {}

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void write(int b) {
        content.write(b);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public boolean committed() {
        return false;
    }

    @Override
    public void readDeadline(Duration timeout) {}

    @Override
    public void writeDeadline(Duration timeout) {}
}
