package dev.weir.http1;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.core.exchange.DirectContent;
import dev.weir.http.core.exchange.ResponseCodec;
import dev.weir.http.core.exchange.ServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a response on the wire of HTTP/1 (RFC 9112 sections 4, 6 and 7). */
final class Http1ResponseCodec implements ResponseCodec, Hijacker, TunnelRequest {
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");
    /** What a head may need beside the handler's fields. */
    private static final int OWN_FIELDS = 256;

    private final Exchange exchange;
    private final RequestHead request;
    private final ResponseOutput out;
    private boolean chunked;

    Http1ResponseCodec(Exchange exchange, RequestHead request, ResponseOutput out) {
        this.exchange = exchange;
        this.request = request;
        this.out = out;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void interim(int code, Headers fields) throws IOException {
        if (request.http10) {
            // RFC 9110 section 15.2: a server must not send one to an HTTP/1.0 client
            return;
        }
        out.reserve(OWN_FIELDS + size(fields));
        out.put(StatusLine.of(code));
        putFields(fields);
        out.put(CRLF);
        out.flush();
        if (code == Status.CONTINUE) {
            exchange.continueSent();
        }
    }

    /** After chunks alone (RFC 9112 section 7.1.2), which HTTP/1.0 has not. */
    @Override
    public boolean allowsTrailers(int status, long length) {
        return length == UNKNOWN && !request.http10 && !isTunnel(status);
    }

    /** RFC 9110 section 9.3.6: what follows a 2xx to CONNECT is no content. */
    private boolean isTunnel(int status) {
        return status < 300 && request.method.equals(HttpMethod.CONNECT);
    }

    @Override
    public void head(int status, Headers fields, long length, boolean date, boolean last) throws IOException {
        boolean head = request.method.equals(HttpMethod.HEAD);
        boolean tunnel = isTunnel(status);
        chunked = !head && allowsTrailers(status, length);
        boolean endsByClose = tunnel || length == UNKNOWN && !head && !chunked;
        boolean handlerCloses = fields.containsToken("Connection", "close");
        boolean keep = !endsByClose && !handlerCloses && exchange.mayKeepAlive(last);
        if (!keep) {
            exchange.closeAfter(endsByClose);
        }
        if (!last) {
            // Answers before this one, which are whole, are not to wait until the handler has written its rest.
            out.flush();
        }
        out.reserve(OWN_FIELDS + size(fields));
        out.put(StatusLine.of(status));
        putFields(fields);
        if (date) {
            out.putDate();
        }
        if (length >= 0 && !tunnel) {
            out.put(CONTENT_LENGTH);
            out.putDecimal(length);
            out.put(CRLF);
        } else if (chunked) {
            out.put(CHUNKED);
        }
        if (!keep) {
            if (!handlerCloses) {
                out.put(CLOSE);
            }
        } else if (request.http10) {
            out.put(KEEP_ALIVE);
        }
        out.put(CRLF);
    }

    private static int size(Headers fields) {
        int size = 0;
        for (int i = 0; i < fields.size(); i++) {
            size += fields.name(i).length() + fields.value(i).length() + 4;
        }
        return size;
    }

    private void putFields(Headers fields) {
        for (int i = 0; i < fields.size(); i++) {
            putField(fields.name(i), fields.value(i));
        }
    }

    private void putField(String name, String value) {
        out.put(name);
        out.put((byte) ':');
        out.put((byte) ' ');
        out.put(value);
        out.put(CRLF);
    }

    @Override
    public void content(byte[] b, int off, int len) throws IOException {
        if (!chunked) {
            out.write(b, off, len);
            return;
        }
        putChunkSize(len);
        out.write(b, off, len);
        out.reserve(2);
        out.put(CRLF);
    }

    private void putChunkSize(int size) throws IOException {
        out.reserve(16);
        out.putHex(size);
        out.put(CRLF);
    }

    @Override
    public void direct(DirectContent content) throws IOException {
        switch (content) {
            case DirectContent.OfBuffer(ByteBuffer src)
            when chunked -> {
                putChunkSize(src.remaining());
                out.write(src);
                out.reserve(2);
                out.put(CRLF);
            }
            case DirectContent.OfBuffer(ByteBuffer src) -> out.write(src);
            // A chunk's size goes before it, and the file may become shorter meanwhile.
            case DirectContent.OfFile _ when chunked -> {}
            case DirectContent.OfFile part -> out.transfer(part);
        }
    }

    @Override
    public void end(Headers trailers) throws IOException {
        if (!chunked) {
            return;
        }
        out.reserve(LAST_CHUNK.length + size(trailers) + CRLF.length);
        out.put(LAST_CHUNK);
        for (int i = 0; i < trailers.size(); i++) {
            putField(trailers.name(i), trailers.value(i));
        }
        out.put(CRLF);
    }

    @Override
    public void flush() throws IOException {
        exchange.flushed();
        out.flush();
        // The handler may take its time until the next event.
        out.release();
    }

    @Override
    public void abort() {
        exchange.abort();
    }

    @Override
    public void readDeadline(Duration timeout) {
        exchange.readDeadline(timeout);
    }

    @Override
    public void minRequestRate(int bytesPerSecond) {
        exchange.minRequestRate(bytesPerSecond);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        exchange.writeDeadline(timeout);
    }

    // ---- taking the connection over

    @Override
    public <T> Optional<T> as(Class<T> power, ServerResponse response) {
        boolean has = power == Hijacker.class || power == TunnelRequest.class && asksForTunnel();
        return has ? Optional.of(power.cast(this)) : Optional.empty();
    }

    @Override
    public HijackedConnection hijack() throws IOException {
        exchange.response().hijack();
        out.flush();
        return exchange.handOver(false);
    }

    private boolean asksForTunnel() {
        return request.method.equals(HttpMethod.CONNECT)
                || request.upgrade && !request.http10 && !protocols().isEmpty();
    }

    /** What {@code Upgrade} lists counts where {@code Connection} names it (RFC 9110 section 7.8). */
    @Override
    public List<String> protocols() {
        List<String> names = new ArrayList<>();
        if (!request.method.equals(HttpMethod.CONNECT)) {
            for (String value : exchange.request().headers().all("Upgrade")) {
                names.addAll(FieldSyntax.members(value));
            }
        }
        return names;
    }

    @Override
    public Tunnel accept(String protocol) throws IOException {
        boolean connect = request.method.equals(HttpMethod.CONNECT);
        if (!connect && protocols().stream().noneMatch(name -> FieldSyntax.equal(name, protocol))) {
            throw new IllegalArgumentException("the client has not asked for " + protocol);
        }
        if (!exchange.contentIsRead()) {
            throw new IllegalStateException("the request's content must be read before the protocol changes");
        }
        Headers fields = exchange.response().headers().copy();
        int status = Status.OK;
        if (!connect) {
            status = Status.SWITCHING_PROTOCOLS;
            fields.set("Upgrade", protocol).set("Connection", "Upgrade");
        }
        // RFC 9112 sections 6.1 and 6.2: neither has a place here.
        fields.remove("Content-Length");
        fields.remove("Transfer-Encoding");
        boolean date = exchange.response().tunnel(status);
        out.reserve(OWN_FIELDS + size(fields));
        out.put(StatusLine.of(status));
        putFields(fields);
        if (date && connect) {
            out.putDate();
        }
        out.put(CRLF);
        out.flush();
        return exchange.handOver(true);
    }

    @Override
    public void handlerDone(boolean failed) {
        Hijacked taken = exchange.taken();
        if (taken != null) {
            taken.handlerDone(failed);
        }
    }

    @Override
    public Optional<TunnelUser> tunnelUser() {
        Hijacked taken = exchange.taken();
        return taken == null ? Optional.empty() : taken.user();
    }

    /** Where the connection was taken over and not handed over, what was to go out before that could not. */
    @Override
    public boolean isOfClientsLeaving(IOException thrown) {
        Hijacked taken = exchange.taken();
        return exchange.hijacked() && (taken == null || taken.isOfClientsLeaving(thrown));
    }
}
