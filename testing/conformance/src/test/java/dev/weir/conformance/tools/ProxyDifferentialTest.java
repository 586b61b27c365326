package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.tools.FrontProxy.Forwarded;
import dev.weir.conformance.wire.Row;
import dev.weir.conformance.wire.WireChunkedTest;
import dev.weir.conformance.wire.WireFieldsTest;
import dev.weir.conformance.wire.WireFramingTest;
import dev.weir.conformance.wire.WireKeepAliveTest;
import dev.weir.conformance.wire.WireLimitsTest;
import dev.weir.conformance.wire.WireRequestLineTest;
import dev.weir.conformance.wire.WireResponseTest;
import dev.weir.conformance.wire.WireSuite;
import dev.weir.conformance.wire.WireUnreadTest;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of the wire tables goes through a proxy to a server, a few connections between the two being shared by all:
 * there is no row of which proxy and server see different requests (request smuggling). Three tell what they saw: the
 * handlers, the proxy in its log, and a tap between proxy and server, which splits the proxy's bytes by itself. What
 * differs is reported with its row.
 */
class ProxyDifferentialTest {
    /** Behind each row, so that a connection that is still good ends at once, and one that is not shows it. */
    private static final String AFTER = "GET /after HTTP/1.1\r\nHost: after\r\nConnection: close\r\n\r\n";

    private static final int AT_ONCE = 8;

    @TempDir
    Path folder;

    /** What the handlers saw, by the port of the connection between proxy and server. */
    private final Map<Integer, List<SeenRequest>> handled = new ConcurrentHashMap<>();
    /** Those among them that were answered. */
    private final List<SeenRequest> answered = new CopyOnWriteArrayList<>();
    /** Whose a client's port is. */
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    private static List<Row> allRows() {
        return Stream.of(
                        new WireRequestLineTest(),
                        new WireFieldsTest(),
                        new WireFramingTest(),
                        new WireChunkedTest(),
                        new WireKeepAliveTest(),
                        new WireLimitsTest(),
                        new WireUnreadTest(),
                        new WireResponseTest())
                .flatMap(WireSuite::rows)
                .toList();
    }

    private void serve(ResponseWriter w, Request r) throws IOException {
        int connection = ((InetSocketAddress) r.remoteAddress()).getPort();
        String client = String.join(",", r.headers().all(SeenRequest.CLIENT));
        List<SeenRequest> seen = handled.computeIfAbsent(connection, _ -> new CopyOnWriteArrayList<>());
        if (r.method().equals(HttpMethod.CONNECT)) {
            seen.add(new SeenRequest(r.method(), r.target(), client, ""));
            throw new HttpError(Status.METHOD_NOT_ALLOWED);
        }
        try {
            String content = new String(r.content().readAllBytes(), StandardCharsets.ISO_8859_1);
            SeenRequest request = new SeenRequest(r.method(), r.target(), client, content);
            seen.add(request);
            w.header("Content-Type", "text/plain").write("seen");
            answered.add(request);
        } catch (ContentException e) {
            seen.add(new SeenRequest(r.method(), r.target(), client, null));
            throw e;
        }
    }

    @ParameterizedTest
    @EnumSource
    void proxyAndServerSeeTheSameRequests(FrontProxy.Kind kind) throws Exception {
        List<Row> all = allRows();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(this::serve)
                .errorLog(Servers.LOG)
                .answerOptionsAsterisk(false)
                .build();
        server.start();
        try (Tap tap = new Tap(server.port())) {
            try (FrontProxy proxy = new FrontProxy(kind, folder, tap.port())) {
                play(all, proxy.port());
                Servers.await(
                        () -> proxy.answered().size() >= answered.size(),
                        () -> "answered " + answered.size() + ", and the log says "
                                + proxy.answered().size());
                compareWithLog(proxy.answered());
            }
            Servers.awaitNoConnections(server);
            compareWithTap(tap);
        } finally {
            server.close();
        }
        int forwarded = handled.values().stream().mapToInt(List::size).sum();
        System.out.println(kind + ": " + all.size() + " rows, " + forwarded + " requests seen by the server");
        assertTrue(all.size() >= 400 && forwarded >= 200, () -> all.size() + " rows gave " + forwarded + " requests");
    }

    private void play(List<Row> all, int port) throws Exception {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<?>> played = new ArrayList<>();
            for (Row row : all) {
                played.add(threads.submit(() -> {
                    play(row, port);
                    return null;
                }));
            }
            for (Future<?> one : played) {
                one.get();
            }
        }
    }

    /** Sends a row's bytes from a port that no other row had, and waits until the proxy is done with the connection. */
    private void play(Row row, int port) throws IOException, InterruptedException {
        Thread sender;
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            if (rows.putIfAbsent("" + socket.getLocalPort(), row) != null) {
                play(row, port);
                return;
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Wire.SAFETY_MILLIS);
            socket.setSoTimeout(Wire.SAFETY_MILLIS);
            sender = Thread.ofVirtual().start(() -> send(row, socket));
            byte[] dropped = new byte[16 * 1024];
            try {
                while (socket.getInputStream().read(dropped) >= 0) {
                    // What the proxy answers is its own business.
                }
            } catch (IOException e) {
                assertTrue(!(e instanceof SocketTimeoutException), () -> row + ": the proxy does not end it");
            }
        }
        sender.join();
    }

    private static void send(Row row, Socket socket) {
        try {
            var out = socket.getOutputStream();
            for (Row.Step step : row.steps) {
                switch (step) {
                    case Row.Send(String bytes) -> out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                    case Row.Trickle(String bytes) -> out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                    case Row.HalfClose _, Row.Raw _, Row.RawEnd _, Row.Expected _ -> {}
                }
            }
            out.write(AFTER.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The proxy may end the connection before it has read all; what it has forwarded is compared.
            return;
        }
    }

    /** Client by client: what the proxy says that it had answered is what the handlers have answered. */
    private void compareWithLog(List<Forwarded> log) {
        Map<String, List<String>> byClient = new ConcurrentHashMap<>();
        log.forEach(f ->
                byClient.computeIfAbsent(f.client(), _ -> new ArrayList<>()).add(f.line()));
        Map<String, List<String>> expected = new ConcurrentHashMap<>();
        answered.forEach(s ->
                expected.computeIfAbsent(s.client(), _ -> new ArrayList<>()).add(s.method() + " " + s.target()));
        for (String client : expected.keySet()) {
            assertTrue(
                    rows.containsKey(client),
                    () -> "a request that the proxy did not forward as one: " + expected.get(client));
            assertEquals(
                    expected.get(client),
                    byClient.get(client),
                    () -> "what the server answered and what the proxy passed on: " + tell(client));
        }
        assertEquals(expected.keySet(), byClient.keySet(), "not answered");
    }

    /** Connection by connection: the handlers saw what the proxy sent, up to where the server refused to go on. */
    private void compareWithTap(Tap tap) {
        for (int connection : tap.connections()) {
            List<SeenRequest> sent = SeenRequest.split(tap.sent(connection));
            List<SeenRequest> seen = handled.getOrDefault(connection, List.of());
            for (int i = 0; i < seen.size(); i++) {
                SeenRequest was = seen.get(i);
                // What the server refuses within the content it sees no end of; nothing may follow that.
                SeenRequest forwarded = i >= sent.size()
                        ? null
                        : was.content() == null && i == seen.size() - 1
                                ? sent.get(i).brokenOff()
                                : sent.get(i);
                assertTrue(
                        was.equals(forwarded),
                        () -> "the server saw " + was
                                + "\n  the proxy sent " + sent + "\n  of " + tell(was.client()) + "\n  as "
                                + Wire.show(tap.sent(connection)));
            }
        }
        assertTrue(tap.connections().containsAll(handled.keySet()), "connections past the tap");
    }

    private String tell(String client) {
        Row row = rows.get(client);
        return row == null ? "nobody" : row.name + " " + Wire.show(String.valueOf(row.steps));
    }
}
