package dev.weir.http1;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.Lingering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The ways in which a connection ends that wait for its client.
 *
 * <p><b>Threads.</b> One that may wait; it has the connection.
 */
final class ConnectionEndings {
    /** Room for the status line and {@code Date} of such an answer. */
    private static final int OWN_BYTES = 512;
    /** The most time that an answer to a bad request may take to go out. */
    private static final long REFUSAL_NANOS = 5_000_000_000L;

    private final Http1Protocol protocol;
    private final Connection connection;
    private final RequestInput input;
    private final ResponseOutput out;

    ConnectionEndings(Http1Protocol protocol, Connection connection, RequestInput input, ResponseOutput out) {
        this.protocol = protocol;
        this.connection = connection;
        this.input = input;
        this.out = out;
    }

    /** Answers what no handler will see, and ends the connection. */
    void refuse(Refusal e) throws IOException {
        protocol.server.logDebug(
                "refused a request from " + connection.remoteAddress() + " with " + e.status() + ": " + e.getMessage(),
                null);
        ErrorRenderer.Page page = protocol.runner.errorPage(e.status(), e.reason());
        byte[] text = page.text().getBytes(StandardCharsets.UTF_8);
        byte[] fields = refusalFields(e, page, text.length).getBytes(StandardCharsets.ISO_8859_1);
        if (e.status() == Status.SERVICE_UNAVAILABLE) {
            // What was held for the head goes first: the rest takes its time.
            input.pos = input.limit;
            input.shrink();
        }
        boolean sent = false;
        try {
            sendRefusal(e.status(), fields, text);
            sent = true;
        } finally {
            // It was refused, whether or not its client hears of that.
            protocol.runner.refused(
                    connection, "HTTP/1.1", 0, sent ? e.status() : 0, sent ? text.length : 0, e.reason());
        }
        if (e.status() != Status.REQUEST_TIMEOUT) {
            linger();
        }
    }

    private void sendRefusal(int status, byte[] fields, byte[] text) throws IOException {
        connection.writeDeadline(Deadlines.in(REFUSAL_NANOS));
        out.reserve(OWN_BYTES);
        out.put(StatusLine.of(status));
        if (protocol.config.sendDate()) {
            out.putDate();
        }
        out.write(fields, 0, fields.length);
        out.write(text, 0, text.length);
        out.flush(true);
        out.release();
    }

    private static String refusalFields(Refusal e, ErrorRenderer.Page page, int length) {
        StringBuilder fields =
                new StringBuilder("Content-Type: ").append(page.contentType()).append("\r\n");
        for (Headers.Field field : page.headers()) {
            fields.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (e.status() == Status.SERVICE_UNAVAILABLE) {
            fields.append("Retry-After: " + NoMemory.RETRY_SECONDS + "\r\n");
        }
        return fields.append("Connection: close\r\nContent-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .toString();
    }

    /**
     * Closes in stages (RFC 9112 section 9.6): half-closes, then reads on for a while, as closing with bytes
     * unread would reset the connection and could take the answer away from the client.
     */
    void linger() throws IOException {
        connection.closeOutput();
        if (protocol.lingerNanos == 0) {
            return;
        }
        try {
            Lingering.readOn(connection, protocol.lingerNanos, this::drop);
        } catch (IOException e) {
            protocol.server.logDebug("while lingering: " + connection.remoteAddress(), e);
        }
    }

    private int drop() throws IOException {
        input.pos = input.limit;
        return input.fill() ? input.available() : -1;
    }
}
