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

/** The two ends of a connection over the loopback: a server's channel below TLS, and the JDK as the client. */
public final class TlsPeer implements AutoCloseable {
    /** One port for all, because a client resumes sessions by host and port. Tests connect one after the other. */
    private static final ServerSocketChannel LISTENER = listen();

    /** The server's end, which counts what goes through and can be told to read a byte at a time. */
    public final Wire server;
    /** The client's end, without TLS. */
    public final Socket raw;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Connects the two.
     *
     * @throws IOException when the loopback cannot be had
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
     * Does something on a thread of its own; when it fails, the client sees the end of what the server sends.
     *
     * @param <T> what comes of it
     * @param work what to do
     * @return its result, or its failure
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
     * Starts the server's side with TLS: the handshake, then one read, whose data is written back.
     *
     * @param engine a new engine of the provider
     * @return what the handshake has agreed on, or its failure
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
     * TLS for the client over the connection; closing it leaves the connection below open.
     *
     * @param client whose it is
     * @param serverName the name to ask for
     * @return the socket, whose handshake is still to be made
     * @throws IOException when the connection is gone
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
     * The record with which the JDK's client begins: a ClientHello for {@code a.example}.
     *
     * @return the record
     * @throws GeneralSecurityException when the JDK has no TLS
     * @throws IOException when the key store cannot be made
     */
    public static byte[] hello() throws GeneralSecurityException, IOException {
        SSLEngine engine = new Client().context.createSSLEngine("a.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    /**
     * A trust manager that believes any certificate; for tests alone.
     *
     * @return the manager
     * @throws GeneralSecurityException when the JDK has no TLS
     * @throws IOException when the key store cannot be made
     */
    public static TrustManager trustAll() throws GeneralSecurityException, IOException {
        return new TrustAll(new Client());
    }

    /** A client that believes any certificate and remembers what it was shown. */
    public static final class Client {
        final SSLContext context;
        /** How many certificates it was shown; none for a session that is resumed. */
        public final AtomicInteger shown = new AtomicInteger();
        /** The certificate that it was shown last. */
        public volatile X509Certificate last;

        /**
         * A client without a certificate of its own.
         *
         * @throws GeneralSecurityException when the JDK has no TLS
         * @throws IOException when the key store cannot be made
         */
        public Client() throws GeneralSecurityException, IOException {
            this(null);
        }

        /**
         * A client with a certificate, or null.
         *
         * @param own its certificate; null for none
         * @throws GeneralSecurityException when the JDK has no TLS
         * @throws IOException when the key store cannot be made
         */
        public Client(TestKeys own) throws GeneralSecurityException, IOException {
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
         * For clients that want a context, such as {@code java.net.http}'s.
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

    /** A socket that counts. */
    public static final class Wire implements ByteChannel {
        private final SocketChannel socket;
        /** How many bytes the server has written. */
        public final AtomicLong written = new AtomicLong();
        /** How many times the server has written. */
        public final AtomicInteger writes = new AtomicInteger();
        /** Whether a read gives a byte at most. */
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
