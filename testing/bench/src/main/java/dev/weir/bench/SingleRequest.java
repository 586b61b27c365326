package dev.weir.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One request by hand, on a connection of its own: the load generators count answers, but do not look into them.
 *
 * @param http2 whether it is asked over HTTP/2, which is then known or negotiated
 * @param tls whether over TLS
 * @param target what is asked for
 * @param port where
 */
record SingleRequest(boolean http2, boolean tls, RequestTarget target, int port) {
    private static final int ANSWER_MILLIS = 5_000;
    private static final int BUFFER = 64 * 1024;

    SingleRequest {
        // All is sent before the answer is read, which a server that echoes may not take for long content.
        if (target.echoes() && target.bytes() > RequestTarget.ECHO.bytes()) {
            target = RequestTarget.ECHO;
        }
    }

    /** What is wrong with the answer, or null. */
    String problem() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            if (http2) {
                return SingleHttp2Request.problem(socket, target);
            }
            socket.getOutputStream().write(request());
            if (target.toolbox()) {
                return AnswerCheck.problem(Answer.read(socket.getInputStream()), target);
            }
            return AnswerCheck.problem(read(socket.getInputStream()), target);
        }
    }

    private byte[] request() {
        String head = target.method() + " " + target.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
        if (!target.acceptEncoding().isEmpty()) {
            head += "Accept-Encoding: " + target.acceptEncoding() + "\r\n";
        }
        if (!target.posted().isEmpty()) {
            String fields = "Content-Type: application/json\r\nContent-Length: "
                    + target.posted().length();
            return (head + fields + "\r\n\r\n" + target.posted()).getBytes(StandardCharsets.US_ASCII);
        }
        String whole = target.posts()
                ? head + "Content-Length: " + target.bytes() + "\r\n\r\n" + "x".repeat(target.bytes())
                : head + "\r\n";
        return whole.getBytes(StandardCharsets.US_ASCII);
    }

    /** The connection stays open, so the end is seen by how much there is. */
    private String read(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[BUFFER];
        int head = -1;
        int n = 0;
        while (n >= 0 && (head < 0 || read.length() - head - 4 < target.bytes())) {
            n = in.read(buffer);
            read.append(new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1));
            head = read.indexOf("\r\n\r\n");
        }
        return read.toString();
    }

    private Socket connect() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (!tls) {
            return new Socket(loopback, port);
        }
        SSLSocket socket =
                (SSLSocket) new CountingTrust().context().getSocketFactory().createSocket(loopback, port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {http2 ? "h2" : "http/1.1"});
        socket.setSSLParameters(parameters);
        return socket;
    }
}
