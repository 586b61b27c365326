package dev.weir.http.testkit;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.spi.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server for the time of a test, and clients of it:
 *
 * <pre>{@code
 * try (TestServer server = TestServer.inMemory(handler)) {
 *     server.client().get("/notes/1").send().assertStatus(200).assertContent("buy milk");
 * }
 * }</pre>
 *
 * <p>There are two kinds. {@link #start(Handler) start} makes a {@link Server} that listens on a port of 127.0.0.1 that is free:
 * all of it is what runs in production. {@link #inMemory(Handler) inMemory} opens no port: the engine of HTTP/1.1 serves
 * connections in memory, with its own rules for what comes and goes, and deadlines pass only when the test
 * {@linkplain #advance says so}. Both need the engine on the path of the tests: the artifact {@code dev.weir:weir} has it.
 *
 * <p>What handlers throw that is no {@link dev.weir.http.api.HttpError} is noted: assertions of a {@link TestResponse} show
 * it, and {@link #failures} has it. It is logged too, as by every server.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class TestServer implements AutoCloseable {
    private static final ServerConfig IN_MEMORY =
            ServerConfig.builder().sendDate(false).build();

    private final Failures failures;
    /** One of both is null. */
    private final @Nullable Server server;

    private final @Nullable InMemoryServer memory;
    private final URI uri;

    private TestServer(Failures failures, @Nullable Server server, @Nullable InMemoryServer memory, URI uri) {
        this.failures = failures;
        this.server = server;
        this.memory = memory;
        this.uri = uri;
    }

    /**
     * Starts a server on a free port of 127.0.0.1.
     *
     * @param handler what answers requests
     * @return the server, which runs
     * @throws UncheckedIOException where it cannot listen
     */
    public static TestServer start(Handler handler) {
        return start(handler, _ -> {});
    }

    /**
     * Starts a server with settings on a free port of 127.0.0.1.
     *
     * @param handler what answers requests
     * @param settings sets what is to be different; not TLS, for which see {@link TestClient#of(URI,
     *     javax.net.ssl.SSLContext)}
     * @return the server, which runs
     * @throws UncheckedIOException where it cannot listen
     * @throws IllegalArgumentException where the settings do not fit together
     */
    public static TestServer start(Handler handler, Consumer<ServerBuilder> settings) {
        Failures failures = new Failures();
        ServerBuilder builder = Server.builder();
        settings.accept(builder);
        Server server = builder.handler(failures.watch(Objects.requireNonNull(handler, "handler")))
                .address("127.0.0.1:0")
                .build();
        try {
            server.start();
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        }
        return new TestServer(failures, server, null, URI.create("http://127.0.0.1:" + server.port()));
    }

    /**
     * Opens a server in memory, with the default settings but for {@code Date}, which is left out so that a test can compare
     * all fields.
     *
     * @param handler what answers requests
     * @return the server
     * @throws IllegalStateException where no engine for HTTP/1.1 is on the path
     */
    public static TestServer inMemory(Handler handler) {
        return inMemory(handler, IN_MEMORY);
    }

    /**
     * Opens a server in memory.
     *
     * @param handler what answers requests
     * @param config the settings of the engine
     * @return the server
     * @throws IllegalStateException where no engine for HTTP/1.1 is on the path
     */
    public static TestServer inMemory(Handler handler, ServerConfig config) {
        Failures failures = new Failures();
        InMemoryServer memory = new InMemoryServer(failures.watch(Objects.requireNonNull(handler, "handler")), config);
        return new TestServer(failures, null, memory, URI.create("http://localhost"));
    }

    /**
     * Makes a client of this server, with a cookie jar of its own.
     *
     * @return a new client, to be closed, or closed with the server
     */
    public TestClient client() {
        Wire.Connector connector = memory != null ? memory::connect : Wire.to(uri, null);
        return new TestClient(connector, uri, failures);
    }

    /**
     * Returns the server's address, for other clients.
     *
     * @return such as {@code http://127.0.0.1:40123}; {@code http://localhost} in memory, where nobody listens
     */
    public URI uri() {
        return uri;
    }

    /**
     * Returns what handlers have thrown that is no answer, and what else has broken a response off, such as a
     * {@code Content-Length} that does not fit.
     *
     * @return a copy of the list; oldest first
     */
    public List<Throwable> failures() {
        return failures.all();
    }

    /**
     * Moves the clock of a server in memory on: deadlines for reading and writing that lie within the time pass. It concerns
     * deadlines that the engine, or a handler through {@code readDeadline} and {@code writeDeadline}, has set on the connection;
     * code that asks the system for the time is not deceived. It waits until handlers stand still, for a second at most: what
     * a handler is about to read has its deadline then.
     *
     * @param by how far
     * @throws IllegalStateException where the server has sockets, and so the system's clock
     */
    public void advance(Duration by) {
        if (memory == null) {
            throw new IllegalStateException(
                    "the clock of a server with sockets is the system's: use TestServer.inMemory");
        }
        memory.advance(by);
    }

    /**
     * Shuts the server down gracefully: no new connections, and those that wait for a request end; requests that run may go on.
     *
     * @param grace how long
     * @return false where requests were left at the end of the grace, and cut off
     * @throws IllegalStateException where the thread is interrupted
     */
    public boolean shutdown(Duration grace) {
        if (server != null) {
            return server.shutdown(grace);
        }
        try {
            return Objects.requireNonNull(memory).shutdown(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Closes the server at once, with all its connections. Does nothing the second time. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        } else {
            Objects.requireNonNull(memory).close();
        }
    }

    /** The address. */
    @Override
    public String toString() {
        return memory != null ? "server in memory" : "server at " + uri;
    }
}
