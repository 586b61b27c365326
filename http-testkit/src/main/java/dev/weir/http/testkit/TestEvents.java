package dev.weir.http.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events, read one by one as a browser's {@code EventSource} does (HTML, "server-sent events").
 *
 * <pre>{@code
 * try (TestEvents events = client.get("/events").events()) {
 *     assertEquals("hello", events.next().data());
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class TestEvents implements AutoCloseable {
    /**
     * An event.
     *
     * @param id the last id that was sent with this event or one before; empty where none was
     * @param name what the field {@code event} says; {@code message} where there was none
     * @param data its lines, with newlines between
     */
    public record Event(String id, String name, String data) {}

    static final String MEDIA_TYPE = "text/event-stream";

    private final Exchange exchange;
    private final ClientConnection connection;
    private final InputStream in;
    private String lastId = "";
    /** What was read of the stream, for messages. */
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    TestEvents(Exchange exchange, ClientConnection connection, ClientConnection.Head head, InputStream in) {
        this.exchange = exchange;
        this.connection = connection;
        this.in = in;
        String type = head.headers().get("Content-Type");
        if (head.status() != 200 || type == null || !type.startsWith(MEDIA_TYPE)) {
            try {
                exchange.content = in.readAllBytes();
            } catch (IOException e) {
                // The head alone tells what is wrong.
            }
            close();
            throw exchange.error("no stream of events but " + head.status() + " with Content-Type: " + type, null);
        }
    }

    /**
     * Waits for the next event.
     *
     * @return the event; comments are passed over
     * @throws AssertionError where the stream ends, or none comes within the client's timeout; shows what has come
     */
    public Event next() {
        try {
            Event event = read();
            if (event != null) {
                return event;
            }
        } catch (IOException e) {
            throw error("no event: " + e.getMessage(), e);
        }
        throw error("the stream of events has ended", null);
    }

    /**
     * Waits for the end of the stream.
     *
     * @throws AssertionError where an event comes before, or the end not within the client's timeout; shows what has come
     */
    public void assertEnd() {
        try {
            Event event = read();
            if (event != null) {
                throw error("no end but " + event, null);
            }
        } catch (SocketTimeoutException e) {
            throw error("the stream of events does not end: " + e.getMessage(), e);
        } catch (IOException e) {
            // Broken off is over as well: an EventSource sees no difference.
        }
    }

    private AssertionError error(String message, @Nullable Throwable cause) {
        exchange.content = seen.toByteArray();
        return exchange.error(message, cause);
    }

    /** Reads the next event; null at the end. */
    private @Nullable Event read() throws IOException {
        String name = "";
        StringBuilder data = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Event(lastId, name.isEmpty() ? "message" : name, data.substring(0, data.length() - 1));
                }
                name = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            switch (field) {
                case "event" -> name = value;
                case "data" -> data.append(value).append('\n');
                case "id" -> lastId = value;
                default -> {}
            }
        }
    }

    /** A line in UTF-8, ended by a newline of either kind; null at the end. */
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            seen.write(b);
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
            if (line.size() > 1 << 20) {
                throw new EOFException("a line of more than a megabyte");
            }
        }
    }

    /** Goes away, as a client that closes its page. */
    @Override
    public void close() {
        TestClient.drop(connection);
    }
}
