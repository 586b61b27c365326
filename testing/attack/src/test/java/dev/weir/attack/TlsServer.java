package dev.weir.attack;

import dev.weir.http.core.ServerBuilder;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS for a server that is attacked, and clients that believe its certificate. */
final class TlsServer {
    private static final TestKeys KEYS = TestKeys.of("EC", "localhost");

    private final String provider;
    /** How many connections are made with one client: the JDK keeps the sessions that were resumed one from another. */
    private static final int RESUMED = 1000;

    /** Guarded by the monitor; so is the number of its connections. */
    private TlsPeer.Client client;

    private int made;
    private final byte[] hello;

    /** TLS by a provider. */
    TlsServer(String provider) {
        this.provider = provider;
        try {
            client = new TlsPeer.Client();
            hello = TlsPeer.hello();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    void configure(ServerBuilder builder) {
        builder.tls(
                TlsConfig.builder().certificate(KEYS.tls()).provider(provider).build());
    }

    /** A record with which a client begins. */
    byte[] hello() {
        return hello.clone();
    }

    /** Connections whose handshake is done, for a protocol. */
    Dial dial(int port, String alpn) {
        return () -> connect(port, "localhost", alpn);
    }

    /** A connection without TLS. */
    static Socket plain(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(Wire.SAFETY_MILLIS);
        return socket;
    }

    private synchronized TlsPeer.Client client() throws IOException {
        if (++made % RESUMED == 0) {
            try {
                client = new TlsPeer.Client();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
        return client;
    }

    /** TLS over a connection, before the handshake; closing it closes the connection below. */
    SSLSocket over(Socket plain, String serverName, String... alpn) throws IOException {
        SSLSocket socket = (SSLSocket)
                client().context().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(alpn);
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** A connection whose handshake is done. */
    SSLSocket connect(int port, String serverName, String... alpn) throws IOException {
        SSLSocket socket = over(plain(port), serverName, alpn);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}
