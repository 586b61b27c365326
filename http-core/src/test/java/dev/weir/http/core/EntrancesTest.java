package dev.weir.http.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several listeners of one server: where each listens, what it is called, and that they begin and end together. */
@Timeout(60)
class EntrancesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Says by which listener and from whom each connection has come. */
    private static final Protocol NAMES = new Protocol() {
        @Override
        public void serve(Connection connection) throws IOException {
            String said = connection.listener() + " "
                    + connection.attribute(ListenerConfig.NAME).orElse("?");
            connection.write(ByteBuffer.wrap(said.getBytes(US_ASCII)));
        }
    };

    @TempDir
    Path folder;

    private static ServerBuilder builder() {
        return Server.builder().handler((w, r) -> {}).protocol("names", NAMES);
    }

    private static ListenerConfig at(String name, String address) {
        return ListenerConfig.on(address).name(name).build();
    }

    private static String ask(SocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
        }
    }

    private static boolean listens(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void eachHasItsNameAndAddress() throws Exception {
        Path file = folder.resolve("s");
        Server server = builder()
                .listener(at("one", "127.0.0.1:0"))
                .listener(at("six", "[::1]:0"))
                .listener(at("unix", "unix:" + file))
                .build();
        assertThrows(IllegalStateException.class, server::localAddresses);
        server.start();
        assertEquals(
                List.of("one", "six", "unix"),
                List.copyOf(server.localAddresses().keySet()));
        assertEquals(server.localAddress("one"), server.localAddress());
        assertEquals(((InetSocketAddress) server.localAddress("one")).getPort(), server.port());
        assertThrows(IllegalArgumentException.class, () -> server.localAddress("other"));
        for (String name : server.localAddresses().keySet()) {
            assertEquals(name + " " + name, ask(server.localAddress(name)));
        }
        assertTrue(server.shutdown(Duration.ofSeconds(10)));
        for (SocketAddress address : server.localAddresses().values()) {
            assertFalse(listens(address));
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void theShortWayIsTheFirstOfThem() throws Exception {
        try (Server server = builder()
                .listener(at("other", "127.0.0.1:0"))
                .address("127.0.0.1:0")
                .build()) {
            server.start();
            assertEquals(
                    List.of("127.0.0.1:0", "other"),
                    List.copyOf(server.localAddresses().keySet()));
            assertEquals("127.0.0.1:0 127.0.0.1:0", ask(server.localAddress()));
        }
    }

    @Test
    void allOrNone() throws Exception {
        Path file = folder.resolve("s");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free;
            try (ServerSocket found = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = found.getLocalPort();
            }
            ServerSocketChannel given = ServerSocketChannel.open().bind(ANY);
            Server server = builder()
                    .listener(at("first", "127.0.0.1:" + free))
                    .listener(at("second", "unix:" + file))
                    .listener(at("third", "127.0.0.1:" + taken.getLocalPort()))
                    .listener(ListenerConfig.on(given).name("fourth").build())
                    .build();
            BindException e = assertThrows(BindException.class, server::start);
            assertTrue(e.getMessage().startsWith("listener \"third\": cannot listen on "), e.getMessage());
            assertThrows(IllegalStateException.class, server::localAddress);
            assertFalse(Files.exists(file));
            assertFalse(given.isOpen(), "what was handed in is the server's, to close as well");
            try (ServerSocket again = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
                assertEquals(free, again.getLocalPort());
            }
            server.close();
        }
    }

    @Test
    void aSocketThatIsBoundIsHandedIn() throws Exception {
        ServerSocketChannel given = ServerSocketChannel.open().bind(ANY);
        SocketAddress address = given.getLocalAddress();
        Server server = builder()
                .listener(ListenerConfig.on(given).name("given").build())
                .build();
        server.start();
        assertEquals(address, server.localAddress());
        assertEquals("given given", ask(address));
        server.close();
        assertFalse(given.isOpen());
    }

    @Test
    void theFileOfAUnixSocketThatWasHandedInStays() throws Exception {
        Path file = folder.resolve("s");
        ServerSocketChannel given =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file));
        Server server =
                builder().listener(ListenerConfig.on(given).name("u").build()).build();
        server.start();
        assertEquals("u u", ask(server.localAddress()));
        assertTrue(server.shutdown(Duration.ofSeconds(10)));
        assertTrue(Files.exists(file));
    }

    @Test
    void aSocketThatIsNotBoundOrClosedIsNone() throws Exception {
        try (ServerSocketChannel given = ServerSocketChannel.open()) {
            Server server = builder().listener(ListenerConfig.on(given).build()).build();
            IOException e = assertThrows(IOException.class, server::start);
            assertTrue(e.getMessage().contains("not bound"), e.getMessage());
            Server next = builder().listener(ListenerConfig.on(given).build()).build();
            assertTrue(assertThrows(IOException.class, next::start).getMessage().contains("closed"));
        }
    }

    @Test
    void modeOfAUnixSocket() throws Exception {
        Path file = folder.resolve("s");
        try (Server server = builder()
                .listener(ListenerConfig.on("unix:" + file).unixMode("0640").build())
                .build()) {
            server.start();
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void anOwnerThatIsNotThereIsAnError() {
        Path file = folder.resolve("s");
        Server server = builder()
                .listener(ListenerConfig.on("unix:" + file)
                        .unixOwner("weir-has-no-such-user", "")
                        .build())
                .build();
        assertThrows(BindException.class, server::start);
        assertFalse(Files.exists(file));
    }

    @Test
    void aPortIsSharedWhereBothWantThat() throws Exception {
        try (Server one = builder()
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("a")
                        .reusePort(true)
                        .build())
                .build()) {
            one.start();
            String same = "127.0.0.1:" + one.port();
            Server without = builder().listener(at("b", same)).build();
            assertThrows(BindException.class, without::start);
            if (ServerSocketChannel.open().supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                try (Server two = builder()
                        .listener(ListenerConfig.on(same)
                                .name("c")
                                .reusePort(true)
                                .build())
                        .build()) {
                    two.start();
                    List<String> seen = new ArrayList<>();
                    while (!(seen.contains("a a") && seen.contains("c c"))) {
                        seen.add(ask(one.localAddress()));
                    }
                }
            }
        }
    }

    @Test
    void namesAreDifferent() {
        ServerBuilder twice = builder().listener(at("a", ":1")).listener(at("a", ":2"));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, twice::build);
        assertEquals("two listeners have the name \"a\": give each its own", e.getMessage());
        ServerBuilder one = builder().listener(ListenerConfig.on(":1").build());
        assertEquals("0.0.0.0:1", assertNamed(one.listeners.getFirst()));
    }

    private static String assertNamed(ListenerConfig listener) {
        assertNotEquals("", listener.name());
        return listener.name().replace("[0:0:0:0:0:0:0:0]", "0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "66", "8", "888", "1777", "rw-rw----", "0x1ff", "-660", "660 "})
    void modesThatAreNone(String mode) {
        ListenerConfig.Builder unix = ListenerConfig.on("unix:/tmp/x");
        if (mode.isEmpty()) {
            unix.unixMode(mode).build();
        } else {
            assertThrows(IllegalArgumentException.class, () -> unix.unixMode(mode));
        }
    }

    @Test
    void whatDoesNotFitTogether() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> ListenerConfig.on("nowhere"));
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerConfig.on(":1").unixMode("660").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerConfig.on(":1").unixOwner("", "www").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerConfig.on("unix:/tmp/x").reusePort(true).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerConfig.inherited().backlog(1).build());
        assertThrows(
                IllegalArgumentException.class, () -> ListenerConfig.on(":1").backlog(0));
        assertThrows(
                IllegalArgumentException.class, () -> ListenerConfig.on(":1").redirectToHttps(0));
        assertThrows(IllegalArgumentException.class, () -> ProxyProtocol.from());
        assertThrows(IllegalArgumentException.class, () -> ProxyProtocol.from("localhost"));
        assertThrows(
                IllegalArgumentException.class,
                () -> ProxyProtocol.from("10.0.0.0/8").withMaxBytes(106));
        assertThrows(
                IllegalArgumentException.class,
                () -> ProxyProtocol.from("10.0.0.0/8").withTimeout(Duration.ofMillis(-1)));
    }
}
