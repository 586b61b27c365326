package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.testkit.Exchange.Sent;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1 as a client has it (RFC 9112): one exchange after the other. Used by one thread. */
final class ClientConnection implements Closeable {
    /**
     * The head of a response.
     *
     * @param version 0 for HTTP/1.0, 1 for HTTP/1.1
     * @param status the status
     * @param headers the fields
     */
    record Head(int version, int status, Headers headers) {}

    /** The longest line, and the most fields. */
    private static final int MOST = 256 * 1024;

    /** From here on a request is written beside the reading of its answer, as both may fill a socket's buffers. */
    private static final int LONG_CONTENT = 16 * 1024;

    private final Wire wire;
    private final InputStream in;
    /** Whether a byte of the answer has come. */
    private boolean heard;
    /** What writes a long request; null where none was. */
    private @Nullable Thread writer;

    ClientConnection(Wire wire) {
        this.wire = wire;
        this.in = new BufferedInputStream(wire.in());
    }

    SocketAddress address() {
        return wire.address();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return wire.out();
    }

    boolean heard() {
        return heard;
    }

    /** Sends a request. A server may answer before it has read all, and close: then the answer is what counts. */
    void send(Sent request) throws IOException {
        heard = false;
        byte[] bytes = request.bytes();
        if (request.content().length < LONG_CONTENT) {
            write(bytes);
            return;
        }
        writer = Thread.ofVirtual().name("content of " + request.target()).start(() -> {
            try {
                write(bytes);
            } catch (IOException e) {
                // The reader of the answer meets the same end.
            }
        });
    }

    private void write(byte[] bytes) throws IOException {
        wire.out().write(bytes);
        wire.out().flush();
    }

    /** Reads the final head, and gives the interim ones before it to the list. */
    Head head(List<ResponseRecorder.Interim> interims) throws IOException {
        while (true) {
            Head head = head();
            if (!Status.isInterim(head.status) || head.status == Status.SWITCHING_PROTOCOLS) {
                return head;
            }
            interims.add(new ResponseRecorder.Interim(head.status, head.headers.readOnly()));
        }
    }

    private Head head() throws IOException {
        String line = line(in);
        heard = true;
        // HTTP/1.1 200 OK
        if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
            throw new IOException("no status line of HTTP/1: " + line);
        }
        try {
            return new Head(line.charAt(7) - '0', Integer.parseInt(line.substring(9, 12)), fields(in));
        } catch (NumberFormatException e) {
            throw new IOException("no status line of HTTP/1: " + line, e);
        }
    }

    /** What follows a head: its content, as RFC 9112 section 6.3 finds its length. */
    ContentStream content(String method, Head head) throws IOException {
        if (method.equals(HttpMethod.HEAD) || !Status.allowsContent(head.status)) {
            return new ContentStream(in, 0);
        }
        if (head.headers.containsToken("Transfer-Encoding", "chunked")) {
            return new ContentStream(in, ContentStream.CHUNKED);
        }
        String length = head.headers.get("Content-Length");
        try {
            return new ContentStream(in, length == null ? ContentStream.TO_END : Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("no length: " + length, e);
        }
    }

    /** Whether another exchange may follow (RFC 9112 section 9.3), after content that was read to its end. */
    boolean persists(Sent request, Head head, ContentStream content) {
        // An answer may have come before all of the request was sent.
        return (writer == null || !writer.isAlive())
                && head.version == 1
                && content.ended()
                && !content.endsConnection()
                && !head.headers.containsToken("Connection", "close")
                && !request.headers().containsToken("Connection", "close");
    }

    static Headers fields(InputStream in) throws IOException {
        Headers headers = new Headers();
        while (true) {
            String line = line(in);
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() > MOST) {
                throw new IOException("no field: " + line);
            }
            try {
                headers.add(line.substring(0, colon), line.substring(colon + 1));
            } catch (IllegalArgumentException e) {
                throw new IOException("no field: " + line, e);
            }
        }
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c == '\n') {
                int end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            if (c < 0 || line.length() > MOST) {
                throw new EOFException(
                        c >= 0
                                ? "a line has no end"
                                : line.isEmpty()
                                        ? "the server has closed the connection"
                                        : "the server has closed the connection in the line: " + line);
            }
            line.append((char) c);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
