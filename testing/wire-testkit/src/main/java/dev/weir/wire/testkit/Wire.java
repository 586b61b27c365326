package dev.weir.wire.testkit;

import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Answer.Framing;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/**
 * A client that speaks HTTP/1 byte by byte and believes nothing: what comes back is refused where it breaks the rules
 * that hold for every response (RFC 9112 sections 4 to 7). Text is ISO-8859-1, one character a byte.
 */
public final class Wire implements Closeable {
    /** Only keeps a broken server from hanging the build; no test asserts a time. */
    public static final int SAFETY_MILLIS = 30_000;
    /** Larger writes could wait for a server that waits for us to read. */
    private static final int SEND_AT_ONCE = 16 * 1024;

    private static final int SHOWN = 700;

    private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/1\\.[01]) ([1-5][0-9]{2}) [\\t -~\\x80-\\xff]*");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*");
    private static final Pattern CHUNK_LINE = Pattern.compile("([0-9A-Fa-f]{1,16})");
    private static final Pattern DATE = Pattern.compile("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] "
            + "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT");

    /** The connection ended within an answer. */
    public static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1;

        /** Whether it was a reset and not an orderly end. */
        public final boolean reset;

        BrokenOff(String message, boolean reset) {
            super(message);
            this.reset = reset;
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder received = new StringBuilder();
    private long count;
    private Thread sender;

    public Wire(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(SAFETY_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
        out = socket.getOutputStream();
    }

    public static Wire to(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A socket that has its own port already, so that the server's side can be identified before it connects. */
    public static Socket unconnected() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    public Socket socket() {
        return socket;
    }

    /** Returns the scheme that a server accepts on this connection: https with TLS, else http. */
    public String scheme() {
        return socket instanceof SSLSocket ? "https" : "http";
    }

    // ---- sending

    public Wire send(String bytes) throws IOException {
        sent.append(bytes);
        joinSender();
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        if (raw.length <= SEND_AT_ONCE) {
            try {
                out.write(raw);
                out.flush();
            } catch (SocketException e) {
                // The server may close before it has read all: what it answers tells more than this does.
                sent.append("[not all could be sent: ").append(e.getMessage()).append(']');
            }
        } else {
            sender = Thread.ofVirtual().start(() -> {
                try {
                    out.write(raw);
                    out.flush();
                } catch (IOException _) {
                    // as above
                }
            });
        }
        return this;
    }

    private void joinSender() {
        try {
            if (sender != null && !sender.join(java.time.Duration.ofMillis(SAFETY_MILLIS))) {
                throw fail("the server did not read what was sent");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        sender = null;
    }

    public void halfClose() throws IOException {
        joinSender();
        sent.append("[end of what is sent]");
        socket.shutdownOutput();
    }

    /** Goes without a word: what the server sends from now on meets a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    // ---- receiving

    /** The next answer, interim or final. */
    public Answer answer(boolean toHead) throws IOException {
        Answer head = head(toHead);
        List<Field> trailers = List.of();
        String body = "";
        switch (head.framing()) {
            case NONE -> {}
            case LENGTH -> body = exactly(length(head.fields()), "the content");
            case CHUNKED -> {
                StringBuilder chunks = new StringBuilder();
                chunks(chunks);
                body = chunks.toString();
                trailers = fields("the trailer section");
            }
            case CLOSE -> body = rest();
        }
        return new Answer(head.version(), head.status(), head.fields(), body, trailers, head.framing());
    }

    /** The next answer after any interim ones. */
    public Answer finalAnswer(boolean toHead) throws IOException {
        Answer answer = answer(toHead);
        while (answer.interim()) {
            answer = answer(toHead);
        }
        return answer;
    }

    /** Only the head of the next answer, with its content still to come. */
    public Answer head(boolean toHead) throws IOException {
        String statusLine = line("the status line");
        var status = STATUS_LINE.matcher(statusLine);
        if (!status.matches()) {
            throw fail("not a status line: " + show(statusLine));
        }
        int code = Integer.parseInt(status.group(2));
        List<Field> fields = fields("the header section");
        checkHead(code, fields);
        return new Answer(status.group(1), code, fields, "", List.of(), framing(code, fields, toHead));
    }

    /** One chunk of the content after {@link #head}; null at the last, whose trailers are still to come. */
    public String chunk() throws IOException {
        String line = line("a chunk's size");
        if (!CHUNK_LINE.matcher(line).matches()) {
            throw fail("not a chunk size: " + show(line));
        }
        long size = Long.parseLong(line, 16);
        if (size == 0) {
            return null;
        }
        String data = exactly(size, "a chunk");
        if (!line("the end of a chunk").isEmpty()) {
            throw fail("no CRLF after the data of a chunk");
        }
        return data;
    }

    public List<Field> trailers() throws IOException {
        return fields("the trailer section");
    }

    private void chunks(StringBuilder to) throws IOException {
        for (String chunk = chunk(); chunk != null; chunk = chunk()) {
            to.append(chunk);
        }
    }

    private List<Field> fields(String where) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = line(where); !line.isEmpty(); line = line(where)) {
            var field = FIELD_LINE.matcher(line);
            if (!field.matches()) {
                throw fail("not a field line in " + where + ": " + show(line));
            }
            fields.add(new Field(field.group(1), field.group(2)));
        }
        return fields;
    }

    private void checkHead(int status, List<Field> fields) {
        List<String> lengths = Answer.all(fields, "Content-Length");
        List<String> codings = Answer.all(fields, "Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw fail("framed twice: Content-Length " + lengths + ", Transfer-Encoding " + codings);
        }
        if (!lengths.isEmpty() && !lengths.getFirst().matches("[0-9]{1,19}")) {
            throw fail("a malformed Content-Length: " + lengths);
        }
        if (!codings.isEmpty() && !codings.getFirst().equals("chunked")) {
            throw fail("an unexpected Transfer-Encoding: " + codings);
        }
        // RFC 9110 section 8.6, RFC 9112 section 6.1
        if ((status < 200 || status == 204) && lengths.size() + codings.size() > 0) {
            throw fail("a " + status + " with a length");
        }
        if (status == 304 && !codings.isEmpty()) {
            throw fail("a 304 in chunks");
        }
        List<String> dates = Answer.all(fields, "Date");
        if (dates.size() > 1
                || dates.size() == 1 && !DATE.matcher(dates.getFirst()).matches()) {
            throw fail("a malformed Date: " + dates);
        }
    }

    private static Framing framing(int status, List<Field> fields, boolean toHead) {
        if (toHead || status < 200 || status == 204 || status == 304) {
            return Framing.NONE;
        }
        if (!Answer.all(fields, "Transfer-Encoding").isEmpty()) {
            return Framing.CHUNKED;
        }
        return Answer.all(fields, "Content-Length").isEmpty() ? Framing.CLOSE : Framing.LENGTH;
    }

    public static long length(List<Field> fields) {
        return Long.parseLong(Answer.all(fields, "Content-Length").getFirst());
    }

    /** A line without its CRLF, which is the only thing that ends one. */
    private String line(String what) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = read(what);
            if (c == '\n') {
                throw fail("a bare LF in " + what + " after: " + show(line.toString()));
            }
            if (c == '\r') {
                int next = read(what);
                if (next != '\n') {
                    throw fail("a bare CR in " + what + " after: " + show(line.toString()));
                }
                return line.toString();
            }
            line.append((char) c);
        }
    }

    public String exactly(long length, String what) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (text.length() < length) {
            int n = read(buffer, (int) Math.min(buffer.length, length - text.length()));
            if (n < 0) {
                throw new BrokenOff(
                        "the connection ended in " + what + ", " + (length - text.length()) + " bytes before its end",
                        false);
            }
            text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Some bytes, as they come, at most so many; empty at the orderly end. */
    public String some(int most) throws IOException {
        byte[] buffer = new byte[Math.min(most, 16 * 1024)];
        int n = read(buffer, buffer.length);
        return n < 0 ? "" : new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
    }

    private int read(String what) throws IOException {
        byte[] one = new byte[1];
        if (read(one, 1) < 0) {
            throw new BrokenOff("the connection ended in " + what, false);
        }
        return one[0] & 0xff;
    }

    private int read(byte[] buffer, int length) throws IOException {
        int n;
        try {
            n = in.read(buffer, 0, length);
        } catch (SocketTimeoutException e) {
            throw fail("nothing more came within " + SAFETY_MILLIS + " ms, and the connection is open");
        } catch (IOException e) {
            received.append("[reset: ").append(e.getMessage()).append(']');
            throw new BrokenOff("the connection was reset", true);
        }
        if (n < 0) {
            received.append("[end]");
        } else {
            received.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            count += n;
        }
        return n;
    }

    /** How many bytes have come. */
    public long count() {
        return count;
    }

    /** Everything up to the orderly end of the connection. */
    public String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        for (int n = read(buffer, buffer.length); n >= 0; n = read(buffer, buffer.length)) {
            text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Everything up to the end of the connection, be it orderly or not. */
    public String restOrReset() throws IOException {
        int from = received.length();
        try {
            return rest();
        } catch (BrokenOff e) {
            return received.substring(from, received.lastIndexOf("[reset"));
        }
    }

    // ---- telling

    /** A failure that shows what went over the wire. */
    public AssertionError fail(String what) {
        return new AssertionError(what + transcript());
    }

    public String transcript() {
        return "\n  sent:     " + show(sent.toString()) + "\n  received: " + show(received.toString());
    }

    /** Text with all that cannot be seen spelled out, its middle left out where it is long. */
    public static String show(String text) {
        String cut = text.length() <= SHOWN
                ? text
                : text.substring(0, SHOWN / 2) + "[... " + (text.length() - SHOWN) + " more ...]"
                        + text.substring(text.length() - SHOWN / 2);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            switch (c) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (c < ' ' || c > '~') {
                        shown.append("\\x").append(Integer.toHexString(c >> 4)).append(Integer.toHexString(c & 15));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
