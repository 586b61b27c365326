package dev.weir.http.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The client's end of a connection, over a socket or in memory. One thread reads and one writes at a time. */
interface Wire extends Closeable {
    /** Makes connections to one server. Thread-safe. */
    @FunctionalInterface
    interface Connector {
        /**
         * Makes one.
         *
         * @param millis how long a read waits at most
         */
        Wire connect(int millis) throws IOException;
    }

    /** Where the server sees the client. */
    SocketAddress address();

    /** What the server sends; a read that waits for too long throws a SocketTimeoutException. */
    InputStream in();

    /** What the client sends. */
    OutputStream out();

    /** Makes connections to a server over TCP, and over TLS where the address says {@code https}. */
    static Connector to(URI server, @Nullable SSLContext tls) {
        String host = Objects.requireNonNull(server.getHost(), () -> "an address without a host: " + server);
        boolean secure = "https".equalsIgnoreCase(server.getScheme());
        if (!secure && !"http".equalsIgnoreCase(server.getScheme())) {
            throw new IllegalArgumentException("neither http nor https: " + server);
        }
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return millis -> {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getByName(name), port), millis);
                if (secure) {
                    SSLSocket over = (SSLSocket) (tls == null ? defaultTls() : tls)
                            .getSocketFactory()
                            .createSocket(socket, name, port, true);
                    SSLParameters parameters = over.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    parameters.setApplicationProtocols(new String[] {"http/1.1"});
                    over.setSSLParameters(parameters);
                    socket = over;
                }
                socket.setSoTimeout(millis);
                return new OverSocket(socket, socket.getInputStream(), socket.getOutputStream());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        };
    }

    private static SSLContext defaultTls() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    /** One with a socket. */
    record OverSocket(Socket socket, InputStream in, OutputStream out) implements Wire {
        @Override
        public SocketAddress address() {
            return socket.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
