package dev.weir.http.core;

import dev.weir.http.api.Handler;
import dev.weir.tls.spi.TlsConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An HTTP server. Made by {@link #builder}, started once, ended by {@link #shutdown} or {@link #close}.
 *
 * <pre>{@code
 * var server = Server.builder().address(":8080").handler((w, r) -> w.write("Hello, " + r.path())).build();
 * server.start();
 * ...
 * server.shutdown(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>A server that runs keeps the process alive. It installs no shutdown hook of the JVM by itself.
 *
 * <p><b>Threads.</b> Thread-safe: every method may be called from any thread, repeatedly, and at the same time.
 */
public final class Server implements AutoCloseable {
    private final Lifecycle life;

    Server(ServerSettings settings) {
        this.life = new Lifecycle(settings);
    }

    /**
     * Returns a builder of a server.
     *
     * @return a builder with the defaults
     */
    public static ServerBuilder builder() {
        return new ServerBuilder();
    }

    /**
     * Serves until the process ends, or the calling thread is interrupted.
     *
     * @param address where to listen; see {@link ServerBuilder#address}
     * @param handler what answers
     * @throws IOException where the address cannot be listened on
     * @throws InterruptedException when the thread was interrupted; the server is closed then
     */
    public static void listenAndServe(String address, Handler handler) throws IOException, InterruptedException {
        builder().address(address).handler(handler).build().listenAndServe();
    }

    /**
     * Starts the server; returns when it listens. Where one of its listeners cannot, none does.
     *
     * @throws IOException where the address cannot be listened on
     * @throws ServerClosed when the server was closed or shut down before
     * @throws IllegalStateException when it was started before, or where no protocol or TLS provider, or more than one,
     *     fits the settings; the message says what was found and what to change
     */
    public void start() throws IOException {
        life.start();
    }

    /**
     * Starts the server and waits until it has ended. Returns normally after a {@link #shutdown} or a {@link #close}.
     *
     * @throws IOException as {@link #start}
     * @throws ServerClosed when the server was closed or shut down before this call
     * @throws InterruptedException when the thread was interrupted; the server is closed then
     */
    public void listenAndServe() throws IOException, InterruptedException {
        start();
        try {
            awaitStop();
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * Waits until the server has ended: at once when it has, for ever when it is never started or ended.
     *
     * @throws InterruptedException when the thread was interrupted
     */
    public void awaitStop() throws InterruptedException {
        life.awaitEnd();
    }

    /**
     * Returns where the server listens; of several listeners, where the first does.
     *
     * @return the address, with the port that was found where 0 was asked for
     * @throws IllegalStateException before it was started
     */
    public SocketAddress localAddress() {
        return localAddresses().values().iterator().next();
    }

    /**
     * Returns where one of several listeners listens.
     *
     * @param listener the name of the listener
     * @return the address, with the port that was found where 0 was asked for
     * @throws IllegalStateException before the server was started
     * @throws IllegalArgumentException where no listener has that name
     */
    public SocketAddress localAddress(String listener) {
        Map<String, SocketAddress> addresses = localAddresses();
        SocketAddress address = addresses.get(listener);
        if (address == null) {
            throw new IllegalArgumentException(
                    "no listener has the name \"" + listener + "\", only " + addresses.keySet());
        }
        return address;
    }

    /**
     * Returns where all listeners listen.
     *
     * @return the addresses by the listeners' names, in the order in which they were given; unmodifiable
     * @throws IllegalStateException before the server was started
     */
    public Map<String, SocketAddress> localAddresses() {
        Map<String, SocketAddress> addresses = life.addresses();
        if (addresses.isEmpty()) {
            throw new IllegalStateException("the server does not listen: start() comes first");
        }
        return addresses;
    }

    /**
     * Returns the port that the server listens on; of several listeners, that of the first.
     *
     * @return from 1 to 65535, or -1 for a Unix socket
     * @throws IllegalStateException before it was started
     */
    public int port() {
        return localAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    /**
     * Returns counts of what the server does.
     *
     * @return the counts now
     */
    public ServerStats stats() {
        return life.stats();
    }

    /**
     * Looks at what the server does: its connections, their streams, the requests whose handlers run, and its limits. Nothing is
     * kept for this while nobody looks.
     *
     * @param most how many connections to show at most, and of each how many streams and requests; 0 or more
     * @return what there is now
     * @throws IllegalArgumentException for less than 0
     */
    public ServerView view(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("0 connections or more are to be shown, not " + most);
        }
        return life.view(most);
    }

    /**
     * Returns the settings in force, those of the protocols among them once the server has started.
     *
     * @return values by name, as they are shown to people; none of them is secret
     */
    public Map<String, String> settings() {
        return life.settings();
    }

    /**
     * Returns the certificates that the server shows to its clients, as far as they are known without asking its source.
     *
     * @return the first of each chain; empty without TLS
     */
    public List<X509Certificate> certificates() {
        return life.certificates();
    }

    /**
     * Looks for new certificates now, where the configuration's source can {@linkplain
     * dev.weir.tls.spi.CertificateSource#reload() reload}. Connections keep what they have; handshakes that begin
     * from now on get the new ones.
     *
     * @return whether there were new ones
     * @throws TlsConfigException when the new ones are of no use; the old ones stay
     * @throws IllegalStateException when the server speaks no TLS
     */
    public boolean reloadCertificates() throws TlsConfigException {
        return life.reloadCertificates();
    }

    /**
     * Shuts the server down gracefully: goes on for the {@linkplain ServerBuilder#drainDelay drain delay}, stops listening, closes
     * idle connections, lets the others finish the requests they serve, and at the end of the grace period closes what is left.
     * A connection of HTTP/1 on which requests have come again and again is idle when none has come for a second, or for half
     * of what is left of the grace; the answer to one that does come says that it is the last. The actions of
     * {@link ServerBuilder#onShutdown} run meanwhile. Returns when all has ended. A call while another goes on waits as well, and
     * the shorter grace counts.
     *
     * @param grace the most time to wait; zero for none
     * @return true when everything ended inside the grace; false when a connection had to be closed, or an action still runs
     */
    public boolean shutdown(Duration grace) {
        return life.shutdown(Objects.requireNonNull(grace, "grace"));
    }

    /** Ends the server at once and closes all connections. */
    @Override
    public void close() {
        life.close();
    }
}
