package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One server that listens over TLS, without, and at a Unix socket. */
@Timeout(120)
class ManyListenersTest {
    private static final int CLIENTS = 4;
    private static final int ENOUGH = 50;

    @TempDir
    Path folder;

    @Test
    void underLoadAllShutDownInOrderAndNothingIsLost() throws Exception {
        Path file = folder.resolve("s");
        AtomicInteger served = new AtomicInteger();
        AtomicReference<Integer> openAtHook = new AtomicReference<>();
        Server server = Server.builder()
                .handler((w, r) -> {
                    served.incrementAndGet();
                    w.write(r.attribute(ListenerConfig.NAME).orElse("none"));
                })
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("tls")
                        .tls(Certificates.server())
                        .build())
                .listener(ListenerConfig.on("127.0.0.1:0").name("plain").build())
                .listener(ListenerConfig.on("unix:" + file).name("unix").build())
                .onShutdown(() -> openAtHook.set(1))
                .errorLog(Servers.LOG)
                .build();
        server.start();
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        List<RequestLoop> loops = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (String name : server.localAddresses().keySet()) {
            for (int i = 0; i < CLIENTS; i++) {
                RequestLoop loop = new RequestLoop(server.localAddress(name), name.equals("tls"), name, faults);
                loops.add(loop);
                threads.add(Thread.ofVirtual().start(loop));
            }
        }
        for (RequestLoop loop : loops) {
            Servers.await(() -> loop.answered() >= ENOUGH || !faults.isEmpty(), () -> "too few answers: " + loop);
        }
        assertTrue(server.shutdown(Duration.ofSeconds(30)), "nothing was cut");
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(
                loops.stream().mapToInt(RequestLoop::answered).sum(),
                served.get(),
                "each that was served was answered");
        assertEquals(1, openAtHook.get());
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /a/b?c=d%20e, 443, 301, https://example.org/a/b?c=d%20e",
        "HEAD, /, 8443, 301, https://example.org:8443/",
        "POST, /form, 443, 308, https://example.org/form",
        "GET, //evil.example/, 443, 301, https://example.org//evil.example/",
        "OPTIONS, *, 443, 400, ''",
    })
    void aListenerThatOnlySendsToHttps(String method, String target, int port, int status, String location)
            throws Exception {
        try (Server server = Server.builder()
                .handler((w, _) -> w.write("not for all to see"))
                .answerOptionsAsterisk(false)
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("https")
                        .tls(Certificates.server())
                        .build())
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("http")
                        .redirectToHttps(port)
                        .build())
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            int plain = ((InetSocketAddress) server.localAddress("http")).getPort();
            try (Wire wire = Wire.to(plain)) {
                wire.send(method + " " + target + " HTTP/1.1\r\nHost: example.org:80\r\nContent-Length: 0\r\n\r\n");
                Answer answer = wire.answer(method.equals("HEAD"));
                assertEquals(status, answer.status());
                assertEquals(location.isEmpty() ? List.of() : List.of(location), answer.all("Location"));
            }
            try (Wire wire = new Wire(Certificates.connect(server.port(), "http/1.1"))) {
                wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertEquals("not for all to see", wire.answer(false).body());
            }
        }
    }

    @Test
    void eachMayHaveAHandlerOfItsOwn() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        Path file = folder.resolve("admin");
        try (Server server = Server.builder()
                .handler((w, _) -> w.write("all"))
                .address("127.0.0.1:0")
                .listener(ListenerConfig.on("unix:" + file)
                        .handler((w, _) -> {
                            seen.countDown();
                            w.write("admin");
                        })
                        .build())
                .build()) {
            server.start();
            try (Wire wire = Wire.to(server.port())) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertEquals("all", wire.answer(false).body());
            }
            SocketAddress unix = UnixDomainSocketAddress.of(file);
            try (SocketChannel channel = SocketChannel.open(unix)) {
                assertEquals("admin", RequestLoop.request(channel).content());
            }
            seen.await();
        }
    }
}
