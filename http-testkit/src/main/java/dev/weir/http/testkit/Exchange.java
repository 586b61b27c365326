package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request, and what has come of its answer so far: for messages. Used by one thread at a time. */
final class Exchange {
    /**
     * A request as it goes out.
     *
     * @param method the method
     * @param target the request target, as the first line has it
     * @param headers all fields
     * @param content the content, without framing
     */
    record Sent(String method, String target, Headers headers, byte[] content) {
        /** The message of HTTP/1.1 (RFC 9112 section 2.1). */
        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(head("\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (headers.containsToken("Transfer-Encoding", "chunked")) {
                if (content.length > 0) {
                    out.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.writeBytes(content);
                    out.writeBytes(new byte[] {'\r', '\n'});
                }
                out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                out.writeBytes(content);
            }
            return out.toByteArray();
        }

        String head(String lineEnd) {
            StringBuilder head = new StringBuilder();
            head.append(method).append(' ').append(target).append(" HTTP/1.1").append(lineEnd);
            for (Headers.Field field : headers) {
                head.append(field.name()).append(": ").append(field.value()).append(lineEnd);
            }
            return head.append(lineEnd).toString();
        }
    }

    /** How much of a content a message shows, in characters. */
    private static final int EXCERPT = 300;

    private final Sent sent;
    private final Failures failures;
    private final ClientConnection connection;
    private final List<Throwable> thrown = new ArrayList<>();

    final List<ResponseRecorder.Interim> interims = new ArrayList<>();
    /** The head of the answer, null before it has come. */
    ClientConnection.@Nullable Head head;
    /** What has come of the content. */
    byte[] content = {};

    Exchange(Sent sent, ClientConnection connection, Failures failures) {
        this.sent = sent;
        this.connection = connection;
        this.failures = failures;
        // Of an exchange before that nobody has asked about.
        failures.take(connection.address());
    }

    Sent sent() {
        return sent;
    }

    /** Takes note of what the handler has thrown, before the connection serves another request. */
    void noteFailures() {
        thrown.addAll(failures.take(connection.address()));
    }

    /** An error that shows all of the exchange, with what the handler has thrown as its cause. */
    AssertionError error(String message, @Nullable Throwable cause) {
        noteFailures();
        Throwable first = cause != null || thrown.isEmpty() ? cause : thrown.getFirst();
        AssertionError error = new AssertionError(message + "\n\n" + this, first);
        thrown.stream().filter(t -> t != first).forEach(error::addSuppressed);
        return error;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines(text, "> ", sent.head("\n") + excerpt(sent.content()));
        text.append('\n');
        for (ResponseRecorder.Interim interim : interims) {
            lines(text, "< ", statusLine(interim.status()) + interim.headers() + "\n");
        }
        if (head == null) {
            text.append("no answer\n");
        } else {
            lines(text, "< ", statusLine(head.status()) + head.headers() + "\n" + excerpt(content));
        }
        for (Throwable t : thrown) {
            text.append("\nthe handler has thrown: ").append(t).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String statusLine(int status) {
        return "HTTP/1.1 " + status + " " + Status.reason(status) + "\n";
    }

    private static void lines(StringBuilder text, String prefix, String of) {
        for (String line : of.stripTrailing().split("\n", -1)) {
            text.append((prefix + line).stripTrailing()).append('\n');
        }
    }

    /** How content begins, where it is text. */
    static String excerpt(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == '\ufffd')) {
            return content.length + " bytes that are no text";
        }
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...";
    }

    /** A field of the answer and its values, for a message. */
    static String show(String name, Headers headers) {
        List<String> values = headers.all(name);
        return values.isEmpty() ? "missing" : values.size() == 1 ? values.getFirst() : values.toString();
    }
}
