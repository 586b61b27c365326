package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.testkit.Exchange.Sent;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link TestClient} is about to send. Content is of one kind: what {@link #content(byte[]) content} is given,
 * a form of {@link #form} fields, or a multipart form of {@link #part} and {@link #file}.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class TestRequest {
    private static final Set<String> WITH_CONTENT = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
    private static final String BOUNDARY = "----weir-testkit-boundary";

    private final TestClient client;
    private final String method;
    private String target;
    private final Headers headers;
    private byte @Nullable [] content;
    private final StringBuilder form = new StringBuilder();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    TestRequest(TestClient client, String method, String target, Headers headers) {
        Target.parse(method, target);
        this.client = client;
        this.method = method;
        this.target = target;
        this.headers = headers;
    }

    /**
     * Sets a field, in place of those of the name.
     *
     * @param name a token
     * @param value a field value
     * @return this
     * @throws IllegalArgumentException where the field cannot be sent
     */
    public TestRequest header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /**
     * Adds a field, after those of the name.
     *
     * @param name a token
     * @param value a field value
     * @return this
     * @throws IllegalArgumentException where the field cannot be sent
     */
    public TestRequest addHeader(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /**
     * Adds a parameter to the query.
     *
     * @param name any text
     * @param value any text
     * @return this
     */
    public TestRequest query(String name, String value) {
        target += (target.indexOf('?') < 0 ? '?' : '&') + encoded(name, value);
        return this;
    }

    /**
     * Sets the media type of the content.
     *
     * @param mediaType the value of {@code Content-Type}
     * @return this
     */
    public TestRequest type(String mediaType) {
        return header("Content-Type", mediaType);
    }

    /**
     * Sets the content, without saying of what type it is.
     *
     * @param text the content, sent as UTF-8
     * @return this
     */
    public TestRequest content(String text) {
        return content(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the content. It is sent with {@code Content-Length}; as one chunk, where the field {@code Transfer-Encoding} is set to
     * {@code chunked}.
     *
     * @param bytes the content, not copied
     * @return this
     */
    public TestRequest content(byte[] bytes) {
        content = bytes;
        return this;
    }

    /**
     * Adds a field to a form, which is sent as {@code application/x-www-form-urlencoded}.
     *
     * @param name any text
     * @param value any text
     * @return this
     */
    public TestRequest form(String name, String value) {
        form.append(form.isEmpty() ? "" : "&").append(encoded(name, value));
        return this;
    }

    private static String encoded(String name, String value) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /**
     * Adds a field to a form that is sent as {@code multipart/form-data} (RFC 7578).
     *
     * @param name any text
     * @param value any text, sent as UTF-8
     * @return this
     */
    public TestRequest part(String name, String value) {
        return part("name=\"" + quoted(name) + "\"", "", value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a file to a form that is sent as {@code multipart/form-data} (RFC 7578).
     *
     * @param name the name of the form's field
     * @param fileName the file's name
     * @param mediaType its type
     * @param bytes what it holds
     * @return this
     */
    public TestRequest file(String name, String fileName, String mediaType, byte[] bytes) {
        return part(
                "name=\"" + quoted(name) + "\"; filename=\"" + quoted(fileName) + "\"",
                "Content-Type: " + mediaType + "\r\n",
                bytes);
    }

    private TestRequest part(String disposition, String fields, byte[] bytes) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + fields + "\r\n";
        parts.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        parts.writeBytes(bytes);
        parts.writeBytes(new byte[] {'\r', '\n'});
        return this;
    }

    /** As browsers do it: HTML, "multipart form data". */
    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    /**
     * Sends the request, and reads the response to its end.
     *
     * @return the response, whatever its status
     * @throws AssertionError where none comes, or none within the client's {@linkplain TestClient#timeout timeout}; shows what
     *     was sent, and has what the handler has thrown as its cause
     * @throws IllegalStateException where the content is of several kinds
     */
    public TestResponse send() {
        return client.send(sent());
    }

    /**
     * Sends the request, and reads server-sent events one by one.
     *
     * @return the stream of events, to be closed
     * @throws AssertionError where the answer is not 200 with {@code text/event-stream}; shows the exchange
     */
    public TestEvents events() {
        if (!headers.contains("Accept")) {
            header("Accept", TestEvents.MEDIA_TYPE);
        }
        return client.events(sent());
    }

    /**
     * Sends the request as the beginning of a WebSocket (RFC 6455 section 4.1), adding the fields that this needs.
     *
     * @return the WebSocket, open, to be closed
     * @throws AssertionError where the server refuses; shows the exchange
     */
    public TestWebSocket webSocket() {
        header("Upgrade", "websocket").header("Connection", "Upgrade");
        header("Sec-WebSocket-Version", "13").header("Sec-WebSocket-Key", TestWebSocket.KEY);
        return client.webSocket(sent());
    }

    private Sent sent() {
        int kinds = (content == null ? 0 : 1) + (form.isEmpty() ? 0 : 1) + (parts.size() == 0 ? 0 : 1);
        if (kinds > 1) {
            throw new IllegalStateException("content, form fields and parts cannot go together in one request");
        }
        Headers all = headers.copy();
        byte[] bytes = content;
        String type = null;
        if (!form.isEmpty()) {
            bytes = form.toString().getBytes(StandardCharsets.US_ASCII);
            type = "application/x-www-form-urlencoded";
        } else if (parts.size() > 0) {
            parts.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes = parts.toByteArray();
            type = "multipart/form-data; boundary=" + BOUNDARY;
        }
        if (type != null && !all.contains("Content-Type")) {
            all.set("Content-Type", type);
        }
        if (bytes == null) {
            bytes = new byte[0];
            if (!WITH_CONTENT.contains(method)) {
                return new Sent(method, target, all, bytes);
            }
        }
        if (!all.contains("Content-Length") && !all.contains("Transfer-Encoding")) {
            all.set("Content-Length", "" + bytes.length);
        }
        return new Sent(method, target, all, bytes);
    }

    /** The first line. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
