package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a response asks of its codec, a line each. */
final class TranscriptCodec implements ResponseCodec {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    /** Whether trailers can follow content whose length is known, as over HTTP/2. */
    boolean trailersAfterLength;
    /** What the line begins with at which the client is gone; null while it is there. */
    String failAt;
    /** Whether the client has left what the handler took over. */
    boolean clientLeft;
    /** How much of direct content the wire takes without a copy. */
    int takesDirect;

    /** Returns the lines so far, joined, and forgets them. */
    String lines() {
        String all = String.join("\n", lines);
        lines.clear();
        return all;
    }

    private void add(String line) throws IOException {
        lines.add(line);
        if (failAt != null && line.startsWith(failAt)) {
            throw new IOException("the client is gone");
        }
    }

    private static String fields(Headers fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(f -> text.append(" | ").append(f.name()).append(": ").append(f.value()));
        return text.toString();
    }

    @Override
    public void interim(int status, Headers fields) throws IOException {
        add("interim " + status + fields(fields));
    }

    @Override
    public boolean allowsTrailers(int status, long length) {
        return trailersAfterLength || length == UNKNOWN;
    }

    @Override
    public void head(int status, Headers fields, long length, boolean date, boolean last) throws IOException {
        String said = length == UNKNOWN ? "unknown" : length == NONE ? "none" : Long.toString(length);
        add("head " + status + " length " + said + (date ? " date" : "") + (last ? " last" : "") + fields(fields));
    }

    @Override
    public void content(byte[] b, int off, int len) throws IOException {
        add("content " + new String(b, off, len, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void direct(DirectContent content) throws IOException {
        int n = (int) Math.min(content.remaining(), takesDirect);
        byte[] taken = new byte[n];
        content.read(taken, 0, n);
        add("direct " + new String(taken, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void end(Headers trailers) throws IOException {
        add("end" + fields(trailers));
    }

    @Override
    public void flush() throws IOException {
        add("flush");
    }

    @Override
    public void abort() {
        lines.add("abort");
    }

    @Override
    public void readDeadline(Duration timeout) {
        lines.add("read deadline " + timeout);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        lines.add("write deadline " + timeout);
    }

    @Override
    public void minRequestRate(int bytesPerSecond) {
        lines.add("minimum rate " + bytesPerSecond);
    }

    @Override
    public <T> Optional<T> as(Class<T> power, ServerResponse response) {
        return power == TranscriptCodec.class ? Optional.of(power.cast(this)) : Optional.empty();
    }

    @Override
    public boolean isOfClientsLeaving(IOException thrown) {
        return clientLeft;
    }
}
