package dev.weir.tls.testkit;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a connection over the loopback interface: a server's channel below TLS, and the JDK as the client.
 */
public final class TlsPeer implements AutoCloseable {
    /** The same for all tests, because a client resumes sessions by host and port. Tests connect sequentially. */
    private static final ServerSocketChannel LISTENER = listen();

    /** The server's end, which counts bytes and writes, and can be set to read one byte at a time. */
    public final Wire server;
    /** The client's end, without TLS. */
    public final Socket raw;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Connects both ends.
     *
     * @throws IOException when the connection fails
     */
    public TlsPeer() throws IOException {
        InetSocketAddress address = (InetSocketAddress) LISTENER.getLocalAddress();
        raw = new Socket(address.getAddress(), address.getPort());
        server = new Wire(LISTENER.accept());
    }

    private static ServerSocketChannel listen() {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a task of the server on a new thread. If it fails, the server's output is shut down.
     *
     * @param <T> the type of the result
     * @param work the task
     * @return the result, or the failure
     */
    public <T> Future<T> start(Callable<T> work) {
        return threads.submit(() -> {
            try {
                return work.call();
            } catch (Exception | AssertionError e) {
                server.socket.shutdownOutput();
                throw e;
            }
        });
    }

    /**
     * Starts a TLS server: the handshake, then one read, whose data is echoed.
     *
     * @param engine a new engine of the provider
     * @return the negotiated session, or the failure
     */
    public Future<TlsSessionInfo> echo(TlsEngine engine) {
        TlsChannel channel = new TlsChannel(server, engine);
        return start(() -> {
            TlsSessionInfo session = channel.handshake();
            ByteBuffer data = ByteBuffer.allocate(100);
            channel.read(data);
            channel.write(data.flip());
            return session;
        });
    }

    /**
     * Creates a TLS socket over the client's end; closing it leaves that open.
     *
     * @param client the client
     * @param serverName the server name to request
     * @return the socket, before its handshake
     * @throws IOException when the connection is lost
     */
    public SSLSocket tls(Client client, String serverName) throws IOException {
        SSLSocket socket = (SSLSocket) client.context.getSocketFactory().createSocket(raw, serverName, 4443, false);
        socket.setUseClientMode(true);
        return socket;
    }

    @Override
    public void close() throws IOException {
        raw.close();
        server.close();
        threads.close();
    }

    /**
     * Returns the ClientHello of the JDK's client for {@code a.example}.
     *
     * @return the record
     * @throws GeneralSecurityException when the JDK lacks TLS
     * @throws IOException when the key store cannot be created
     */
    public static byte[] hello() throws GeneralSecurityException, IOException {
        SSLEngine engine = new Client().context.createSSLEngine("a.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    /**
     * Returns a trust manager that accepts any certificate, for tests only.
     *
     * @return the manager
     * @throws GeneralSecurityException when the JDK lacks TLS
     * @throws IOException when the key store cannot be created
     */
    public static TrustManager trustAll() throws GeneralSecurityException, IOException {
        return new TrustAll(new Client());
    }

    /** A client that accepts any certificate and records those it gets. */
    public static final class Client {
        final SSLContext context;
        /** The number of certificates received; a resumed session has none. */
        public final AtomicInteger shown = new AtomicInteger();
        /** The last certificate received. */
        @SuppressWarnings("exports") // JSpecify is optional for users
        public volatile @Nullable X509Certificate last;

        /**
         * Creates a client without a certificate.
         *
         * @throws GeneralSecurityException when the JDK lacks TLS
         * @throws IOException when the key store cannot be created
         */
        public Client() throws GeneralSecurityException, IOException {
            this(null);
        }

        /**
         * Creates a client.
         *
         * @param own its certificate; null for none
         * @throws GeneralSecurityException when the JDK lacks TLS
         * @throws IOException when the key store cannot be created
         */
        @SuppressWarnings("exports") // JSpecify is optional for users
        public Client(@Nullable TestKeys own) throws GeneralSecurityException, IOException {
            KeyManager[] keys = null;
            if (own != null) {
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(own.keyStore(), TestKeys.PASSWORD);
                keys = factory.getKeyManagers();
            }
            context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new TrustAll(this)}, new SecureRandom());
        }

        /**
         * Returns the client's context, for example for {@code java.net.http}.
         *
         * @return the context
         */
        public SSLContext context() {
            return context;
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        private final Client client;

        TrustAll(Client client) {
            this.client = client;
        }

        private void shown(X509Certificate[] chain) {
            client.last = chain[0];
            client.shown.incrementAndGet();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** A socket that counts bytes and writes. */
    public static final class Wire implements ByteChannel {
        private final SocketChannel socket;
        /** The number of bytes written by the server. */
        public final AtomicLong written = new AtomicLong();
        /** The number of writes by the server. */
        public final AtomicInteger writes = new AtomicInteger();
        /** Whether a read returns at most one byte. */
        public volatile boolean byteByByte;

        Wire(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            if (!byteByByte || dst.remaining() < 2) {
                return socket.read(dst);
            }
            int limit = dst.limit();
            dst.limit(dst.position() + 1);
            try {
                return socket.read(dst);
            } finally {
                dst.limit(limit);
            }
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            int n = socket.write(src);
            written.addAndGet(n);
            writes.incrementAndGet();
            return n;
        }

        @Override
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
