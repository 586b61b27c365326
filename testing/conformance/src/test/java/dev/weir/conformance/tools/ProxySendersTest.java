package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those that send the PROXY protocol in the field: HAProxy, nginx, curl. */
@Timeout(120)
class ProxySendersTest {
    private static final String HAPROXY = """
        global
            log stdout format raw local0
            nbthread 1
        defaults
            mode tcp
            timeout connect 5s
            timeout client 10s
            timeout server 10s
        frontend front
            bind 127.0.0.1:@PORT@ @BIND@
            unique-id-format %ci-%cp
            default_backend weir
        backend weir
            server weir 127.0.0.1:@SERVER@ @SEND@
        """;

    private static final String NGINX = """
        @MODULE@
        daemon off;
        master_process off;
        pid @FOLDER@/nginx.pid;
        events { worker_connections 64; }
        stream {
            server {
                listen 127.0.0.1:@PORT@;
                proxy_pass 127.0.0.1:@SERVER@;
                proxy_protocol on;
            }
        }
        """;

    /** Where Debian has what nginx loads when it runs. */
    private static final Path NGINX_STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    @TempDir
    Path folder;

    private Server server;
    private Process proxy;

    @BeforeEach
    void start() throws IOException {
        server = Server.builder()
                .handler((w, r) -> w.write(
                        said(r.remoteAddress(), r.attribute(ProxyInfo.KEY).orElseThrow())))
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("plain")
                        .proxyProtocol(ProxyProtocol.from("127.0.0.1"))
                        .build())
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .name("tls")
                        .tls(Certificates.server())
                        .proxyProtocol(ProxyProtocol.from("127.0.0.1"))
                        .build())
                .errorLog(Servers.LOG)
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.destroyForcibly().onExit().join();
        }
        server.close();
    }

    private static String said(Object remote, ProxyInfo info) {
        return info.version() + " " + remote + " " + info.authority().orElse("-") + " "
                + info.uniqueId().orElse("-") + " "
                + info.tls()
                        .map(tls -> tls.used() + "," + tls.version().orElse("-") + ","
                                + tls.cipher().isPresent())
                        .orElse("-");
    }

    private int port(String listener) {
        return ((InetSocketAddress) server.localAddress(listener)).getPort();
    }

    /** Starts a proxy with a configuration, and waits until it listens. */
    private int start(List<String> command, String config, Map<String, String> values) throws IOException {
        int port = Program.freePort();
        String text = config.replace("@PORT@", "" + port).replace("@FOLDER@", folder.toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        Files.writeString(folder.resolve("config"), text);
        Path log = folder.resolve("log");
        try {
            proxy = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            Assumptions.abort(command.getFirst() + " is not installed");
        }
        Servers.await(() -> listens(port) || !proxy.isAlive(), () -> "it does not listen");
        assertTrue(proxy.isAlive(), () -> {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return e.toString();
            }
        });
        return port;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private int haproxy(String bind, String send, String listener) throws IOException {
        return start(
                List.of(
                        "/usr/sbin/haproxy",
                        "-db",
                        "-f",
                        folder.resolve("config").toString()),
                HAPROXY,
                Map.of("BIND", bind, "SEND", send, "SERVER", "" + port(listener)));
    }

    /** What the server has seen, and the client's own port. */
    private static String[] ask(Socket socket) throws IOException {
        try (Wire wire = new Wire(socket)) {
            wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return new String[] {wire.answer(false).body(), "" + socket.getLocalPort()};
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id"})
    void haproxySendsBothVersions(String send) throws Exception {
        String[] seen = ask(new Socket("127.0.0.1", haproxy("", send, "plain")));
        String version = send.equals("send-proxy") ? "1" : "2";
        String id = send.contains("unique-id") ? "127.0.0.1-" + seen[1] : "-";
        assertEquals(version + " /127.0.0.1:" + seen[1] + " - " + id + " -", seen[0]);
    }

    @Test
    void haproxyPassesTlsThroughBehindTheHeader() throws Exception {
        int port = haproxy("", "send-proxy-v2", "tls");
        String[] seen = ask(Certificates.connect(port, "http/1.1"));
        assertEquals("2 /127.0.0.1:" + seen[1] + " - - -", seen[0]);
    }

    @Test
    void haproxySaysWhatItKnowsOfTls() throws Exception {
        Tool.certificate(folder);
        Path pem = folder.resolve("site.pem");
        int port = haproxy(
                "ssl crt " + pem, "send-proxy-v2-ssl proxy-v2-options ssl,authority,ssl-cipher,crc32c", "plain");
        Tool.Said said = Tool.run(
                "",
                List.of(
                        "curl",
                        "-q",
                        "-sS",
                        "-k",
                        "--connect-to",
                        "localhost:443:127.0.0.1:" + port,
                        "https://localhost/"));
        String text = said.text();
        assertTrue(text.matches("2 /127\\.0\\.0\\.1:[0-9]+ localhost - true,TLSv1\\.3,true"), text + said.err());
    }

    /** Checks of health are LOCAL by version 2: the proxy speaks for itself. */
    @Test
    void haproxyChecksHealth() throws Exception {
        haproxy("", "send-proxy-v2 check inter 50ms", "plain");
        Servers.await(() -> server.stats().openConnections() == 0, () -> "" + server.stats());
        String[] seen = ask(new Socket("127.0.0.1", listening()));
        assertTrue(seen[0].startsWith("2 /127.0.0.1:"), seen[0]);
        assertEquals(null, server.stats().abuse().get("PROXY_REFUSED"));
    }

    private int listening() throws IOException {
        String config = Files.readString(folder.resolve("config"));
        int from = config.indexOf("bind 127.0.0.1:") + 15;
        return Integer.parseInt(config.substring(from, config.indexOf(' ', from)));
    }

    @Test
    void nginxSendsVersion1() throws Exception {
        boolean module = Files.exists(NGINX_STREAM);
        Assumptions.assumeTrue(
                module || Tool.run("", List.of("/usr/sbin/nginx", "-V")).err().contains("--with-stream "),
                "this nginx has no streams");
        int port = start(
                List.of(
                        "/usr/sbin/nginx",
                        "-e",
                        folder.resolve("errors").toString(),
                        "-c",
                        folder.resolve("config").toString()),
                NGINX,
                Map.of("SERVER", "" + port("plain"), "MODULE", module ? "load_module " + NGINX_STREAM + ";" : ""));
        String[] seen = ask(new Socket("127.0.0.1", port));
        assertEquals("1 /127.0.0.1:" + seen[1] + " - - -", seen[0]);
    }

    @Test
    void curlSendsVersion1() throws Exception {
        for (String listener : List.of("plain", "tls")) {
            String scheme = listener.equals("tls") ? "https" : "http";
            Tool.Said said = Tool.run(
                    "",
                    List.of(
                            "curl",
                            "-q",
                            "-sS",
                            "-k",
                            "-4",
                            "--haproxy-protocol",
                            scheme + "://localhost:" + port(listener) + "/"));
            assertTrue(said.text().startsWith("1 /127.0.0.1:"), said.text() + said.err());
        }
    }
}
