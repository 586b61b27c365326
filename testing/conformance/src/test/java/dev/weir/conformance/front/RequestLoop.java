package dev.weir.conformance.front;

import dev.weir.conformance.client.Certificates;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;

/**
 * A client that asks as often as it can, over connections that it keeps as long as it may, until it can connect no more. An answer
 * that has begun must come to its end: else it is a fault.
 */
final class RequestLoop implements Runnable {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** An answer, and whether more may be asked for. */
    record Reply(int status, String content, boolean last) {}

    /** Nothing has come. */
    private static final class Nothing extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final SocketAddress address;
    private final boolean tls;
    private final String expected;
    private final Queue<String> faults;
    private volatile int answered;
    private volatile int connections;

    RequestLoop(SocketAddress address, boolean tls, String expected, Queue<String> faults) {
        this.address = address;
        this.tls = tls;
        this.expected = expected;
        this.faults = faults;
    }

    int answered() {
        return answered;
    }

    @Override
    public String toString() {
        return expected + ": " + answered + " answers on " + connections + " connections";
    }

    @Override
    public void run() {
        boolean listens = true;
        while (listens) {
            listens = connection();
        }
    }

    /** Asks on one connection until it ends; false when there is none to be had. */
    private boolean connection() {
        int before = answered;
        try (Closeable connected = connect()) {
            connections++;
            InputStream in = new BufferedInputStream(
                    connected instanceof Socket s
                            ? s.getInputStream()
                            : Channels.newInputStream((SocketChannel) connected));
            OutputStream out = connected instanceof Socket s
                    ? s.getOutputStream()
                    : Channels.newOutputStream((SocketChannel) connected);
            boolean last = false;
            while (!last) {
                Reply reply = ask(in, out);
                if (reply.status != 200 || !reply.content.equals(expected)) {
                    faults.add(this + " got " + reply);
                }
                answered++;
                last = reply.last;
            }
            return true;
        } catch (EOFException e) {
            faults.add(this + " lost the rest of an answer: " + e);
            return false;
        } catch (IOException e) {
            // No byte of an answer has come, so no handler has seen the request, which the server's count shows: it was
            // on its way as the connection was closed as idle, and is for the next connection (RFC 9112 section 9.5).
            return answered > before;
        }
    }

    private Closeable connect() throws IOException {
        if (tls) {
            return Certificates.connect(((InetSocketAddress) address).getPort(), "http/1.1");
        }
        return SocketChannel.open(address);
    }

    /** One request on a connection of any kind. */
    static Reply request(SocketChannel channel) throws IOException {
        return ask(Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    private static Reply ask(InputStream in, OutputStream out) throws IOException {
        out.write(REQUEST);
        out.flush();
        String line = line(in, true);
        int status = Integer.parseInt(line.substring(9, 12));
        int length = 0;
        boolean last = false;
        for (String field = line(in, false); !field.isEmpty(); field = line(in, false)) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            last |= lower.equals("connection: close");
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException("within the content");
        }
        return new Reply(status, new String(content, StandardCharsets.US_ASCII), last);
    }

    private static String line(InputStream in, boolean first) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c != '\n') {
            if (c < 0) {
                throw first && line.isEmpty() ? new Nothing() : new EOFException("within the head");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }
}
