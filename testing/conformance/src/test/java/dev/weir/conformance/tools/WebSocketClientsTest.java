package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients of WebSocket that others have written, against the demo's echo: the JDK's, node's {@code ws} and Python's
 * {@code websockets}, directly and through proxies.
 */
class WebSocketClientsTest {
    /** What is between client and server. */
    enum Through {
        NOTHING,
        TLS,
        HAPROXY,
        NGINX
    }

    /** The server, and what is in front of it. */
    private record Site(Server server, FrontProxy proxy, URI echo) implements Closeable {
        static Site open(Through through, Path folder) throws IOException {
            Server[] running = new Server[1];
            Server server = Servers.start(
                    builder -> through == Through.TLS ? builder.tls(Certificates.server()) : builder,
                    DemoHandlers.of(() -> running[0].stats(), folder));
            running[0] = server;
            FrontProxy proxy = null;
            try {
                proxy = switch (through) {
                    case NOTHING, TLS -> null;
                    case HAPROXY -> new FrontProxy(FrontProxy.Kind.HAPROXY, folder, server.port());
                    case NGINX -> new FrontProxy(FrontProxy.Kind.NGINX_UPGRADES, folder, server.port());
                };
                return new Site(
                        server,
                        proxy,
                        URI.create((through == Through.TLS ? "wss" : "ws") + "://localhost:"
                                + (proxy == null ? server.port() : proxy.port()) + "/ws/echo"));
            } finally {
                if (through.ordinal() >= Through.HAPROXY.ordinal() && proxy == null) {
                    server.close();
                }
            }
        }

        @Override
        public void close() {
            if (proxy != null) {
                proxy.close();
            }
            Servers.awaitNoConnections(server);
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
            server.close();
        }
    }

    // ---- the JDK's

    /** Notes what comes. */
    private static final class Listener implements WebSocket.Listener {
        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private int bytes;

        @Override
        public CompletionStage<?> onText(WebSocket ws, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                notes.add("text " + (text.length() > 100 ? text.length() : text));
                text.setLength(0);
            }
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer part, boolean last) {
            bytes += part.remaining();
            if (last) {
                notes.add("binary " + bytes);
                bytes = 0;
            }
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket ws, ByteBuffer message) {
            notes.add("pong " + StandardCharsets.UTF_8.decode(message));
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            notes.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket ws, Throwable error) {
            notes.add("error " + error);
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void java(Through through, @TempDir Path folder) throws Exception {
        try (Site site = Site.open(through, folder);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(Certificates.client())
                        .build()) {
            Listener listener = new Listener();
            WebSocket ws = client.newWebSocketBuilder()
                    .subprotocols("chat", "echo")
                    .buildAsync(site.echo(), listener)
                    .get();
            assertEquals("echo", ws.getSubprotocol());
            ws.sendText("hello", true).get();
            listener.expect("text hello");
            ws.sendText("in ", false).get();
            ws.sendText("three ", false).get();
            ws.sendText("parts: ßöä", true).get();
            listener.expect("text in three parts: ßöä");
            ws.sendPing(ByteBuffer.wrap("are you?".getBytes(StandardCharsets.UTF_8)))
                    .get();
            listener.expect("pong are you?");
            ws.sendBinary(ByteBuffer.allocate(1 << 20), true).get();
            listener.expect("binary 1048576");
            ws.sendText("x".repeat(300_000), true).get();
            listener.expect("text 300000");
            ws.sendClose(4001, "done").get();
            listener.expect("close 4001 ");
            client.shutdownNow();
        }
    }

    // ---- Python's and node's

    /** Says what was agreed on, then echoes of every kind, and how it was closed. */
    private static final String PYTHON = """
        import asyncio, ssl, sys
        import websockets
        from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

        async def main(uri, kind):
            offers = {
                "plain": None,
                "deflate": [ClientPerMessageDeflateFactory(client_max_window_bits=True)],
                "small": [ClientPerMessageDeflateFactory(
                    server_no_context_takeover=True, client_no_context_takeover=True,
                    server_max_window_bits=9, client_max_window_bits=9)],
            }
            secure = None
            if uri.startswith("wss"):
                secure = ssl.create_default_context()
                secure.check_hostname = False
                secure.verify_mode = ssl.CERT_NONE
            async with websockets.connect(
                    uri, subprotocols=["chat", "echo"], compression=None, extensions=offers[kind],
                    max_size=None, ssl=secure) as ws:
                print("subprotocol", ws.subprotocol, "extensions", len(ws.extensions))
                for i in range(3):
                    for size in (0, 1, 125, 126, 65535, 65536, 300000):
                        text = "".join(f"Lorem \\u00df {n * n} " for n in range(size // 10 + 1))[:size]
                        await ws.send(text)
                        assert await ws.recv() == text, size
                        data = text.encode()
                        await ws.send(data)
                        assert await ws.recv() == data, size
                await ws.send(["in ", "three ", "parts"])
                print(await ws.recv())
                await asyncio.wait_for(await ws.ping(b"are you?"), 10)
                print("pong")
                await ws.close(4001, "done")
            print("closed", ws.close_code)

        asyncio.run(main(sys.argv[1], sys.argv[2]))
        """;

    private static final String NODE = """
        const WebSocket = require('ws');
        const [uri, kind] = process.argv.slice(2);
        const offers = {
          plain: false,
          deflate: { threshold: 0 },
          small: {
            threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true,
            serverMaxWindowBits: 9, clientMaxWindowBits: 9,
          },
        };
        const ws = new WebSocket(uri, ['chat', 'echo'], {
          perMessageDeflate: offers[kind], rejectUnauthorized: false, maxPayload: 1 << 24,
        });
        const fail = why => { console.log(why); process.exit(1); };
        let next;
        const answer = () => new Promise(resolve => { next = resolve; });
        ws.on('error', fail);
        ws.on('message', (data, binary) => next(binary ? data : data.toString()));
        ws.on('pong', data => next('pong ' + data));
        ws.on('close', code => { console.log('closed', code); });
        ws.on('open', async () => {
          console.log('subprotocol', ws.protocol, 'extensions', ws.extensions ? 1 : 0);
          for (let i = 0; i < 3; i++) {
            for (const size of [0, 1, 125, 126, 65535, 65536, 300000]) {
              const words = Array.from({ length: size / 10 + 1 }, (_, n) => `Lorem \\u00df ${n * n} `);
              const text = words.join('').slice(0, size);
              ws.send(text);
              if (await answer() !== text) fail('text of ' + size);
              const data = Buffer.from(text);
              ws.send(data);
              if (!data.equals(await answer())) fail('binary of ' + size);
            }
          }
          ws.send('in ', { fin: false });
          ws.send('three ', { fin: false });
          ws.send('parts', { fin: true });
          console.log(await answer());
          ws.ping('are you?');
          if (await answer() !== 'pong are you?') fail('no pong');
          console.log('pong');
          ws.close(4001, 'done');
        });
        """;

    /** What stands between, and which client. */
    private static final String WAYS = """
        NOTHING, plain
        NOTHING, deflate
        NOTHING, small
        TLS, deflate
        HAPROXY, plain
        HAPROXY, deflate
        NGINX, plain
        NGINX, deflate
        """;

    @ParameterizedTest
    @CsvSource(textBlock = WAYS)
    void python(Through through, String kind, @TempDir Path folder) throws Exception {
        // Debian's, which has Debian's packages, whatever else is on the path.
        String python = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
        Assumptions.assumeTrue(
                Tool.run("", List.of(python, "-c", "import websockets")).code() == 0,
                "Python's websockets (python3-websockets) is not installed");
        run(
                through,
                kind,
                folder,
                List.of(
                        python,
                        Files.writeString(folder.resolve("client.py"), PYTHON).toString()));
    }

    @ParameterizedTest
    @CsvSource(textBlock = WAYS)
    void node(Through through, String kind, @TempDir Path folder) throws Exception {
        List<String> node = List.of("env", "NODE_PATH=/usr/share/nodejs:/usr/lib/node_modules", "node");
        Assumptions.assumeTrue(
                Tool.run("", join(node, List.of("-e", "require('ws')"))).code() == 0,
                "node's ws (node-ws) is not installed");
        run(
                through,
                kind,
                folder,
                join(
                        node,
                        List.of(Files.writeString(folder.resolve("client.js"), NODE)
                                .toString())));
    }

    private static void run(Through through, String kind, Path folder, List<String> command) throws Exception {
        Path own = Files.createDirectory(folder.resolve("site"));
        try (Site site = Site.open(through, own)) {
            Tool.Said said = Tool.run("", join(command, List.of(site.echo().toString(), kind)));
            assertEquals(
                    "subprotocol echo extensions " + (kind.equals("plain") ? 0 : 1)
                            + "\nin three parts\npong\nclosed 4001\n",
                    said.text(),
                    said::err);
            assertEquals(0, said.code(), said::err);
            assertTrue(
                    site.server().stats().requestsServed() >= 1,
                    () -> "" + site.server().stats());
        }
    }

    private static List<String> join(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
