package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.Health;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.middleware.TrustedProxies;
import dev.weir.mux.ServeMux;
import dev.weir.websocket.WebSocketConfig;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/deploying.md has for others to copy: each piece is taken out of the page, and read or run by whom it is for. */
@Timeout(120)
class DeployingPageTest {
    private static final Path ROOT = Path.of(System.getProperty("weir.root", "../.."));
    private static final Path NGINX_STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

    /** Prints the values of a YAML file, each with its path. */
    private static final String FLATTEN = """
        import sys, yaml
        def show(path, value):
            if isinstance(value, dict):
                for k, v in value.items(): show(path + '.' + str(k), v)
            elif isinstance(value, list):
                for i, v in enumerate(value): show(path + '.' + str(i), v)
            else: print(path[1:] + '=' + str(value))
        for i, document in enumerate(yaml.safe_load_all(open(sys.argv[1]))): show('.' + str(i), document)
        """;

    @TempDir
    Path folder;

    private Server server;
    private Process proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.destroyForcibly().onExit().join();
        }
        if (server != null) {
            server.close();
        }
    }

    // ---- the pieces

    private static String piece(String language, String name) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/deploying.md"));
        String beginning = "```" + language + "\n# " + name + "\n";
        int from = page.indexOf(beginning);
        assertTrue(from >= 0, () -> "the page has no piece " + name);
        return page.substring(from + beginning.length(), page.indexOf("```\n", from + beginning.length()));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String replaced(String text, String what, String by) {
        assertTrue(text.contains(what), () -> "the piece has no " + what);
        return text.replace(what, by);
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), () -> "there is no " + pattern + " in " + text);
        return matcher.group(1);
    }

    private static int number(String text, String pattern) {
        return Integer.parseInt(found(text, pattern));
    }

    // ---- systemd

    @Test
    void systemdReadsTheUnits() throws Exception {
        write("app.socket", piece("ini", "/etc/systemd/system/app.socket"));
        write(
                "app.service",
                replaced(piece("ini", "/etc/systemd/system/app.service"), "/opt/app/bin/java", "/bin/true"));
        Tool.Said said = Tool.run(
                "",
                List.of(
                        "systemd-analyze",
                        "verify",
                        "--man=no",
                        folder.resolve("app.service").toString(),
                        folder.resolve("app.socket").toString()));
        assertEquals("", said.text() + said.err());
        assertEquals(0, said.code());
    }

    // ---- the container

    private static List<String> strings(String text) {
        return STRING.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void theImageOfTheContainerIsThatOfTheTree() throws Exception {
        String file = piece("dockerfile", "Dockerfile");
        List<String> step = Arrays.asList(found(file, "(?s)RUN jlink (.*?)\n\n")
                .replace("\\\n", " ")
                .strip()
                .split("\\s+"));
        String maker = Files.readString(ROOT.resolve("samples/image/MakeImage.java"));
        String call = found(maker, "(?s)jlink.run\\((.*?)image.toString").replaceAll("//[^\n]*", "");
        List<String> own = new ArrayList<>(strings(call));
        // The values that are no text of the call: modules, and where things lie.
        own.remove(",");
        String modules = String.join(",", strings(found(maker, "(?s)MINIMAL =\\s*List.of\\((.*?)\\);")));
        own.add(own.indexOf("--module-path") + 1, "/build/lib:/build/app.jar");
        own.add(own.indexOf("--add-modules") + 1, modules);
        own.add("/opt/app");
        assertEquals(own, step);
    }

    /** What the container runs, in an image of the tree. */
    @Test
    @EnabledIfSystemProperty(named = "weir.images", matches = ".+", disabledReason = "images are made with -Pimage")
    void theContainersCommandRuns() throws Exception {
        String file = piece("dockerfile", "Dockerfile");
        List<String> command = new ArrayList<>(strings(found(file, "ENTRYPOINT \\[(.*)\\]")));
        command.set(
                0,
                Path.of(System.getProperty("weir.images"), "weir-image/bin/java")
                        .toString());
        command.addAll(strings(found(file, "CMD \\[(.*)\\]")));
        command.replaceAll(word -> switch (word) {
            case "8080" -> "0";
            case "0.0.0.0:9090" -> "127.0.0.1:0";
            case "10s" -> "100ms";
            default -> word;
        });
        Process program = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (var out = program.inputReader()) {
            assertTrue(out.readLine().startsWith("http://"));
            assertTrue(out.readLine().startsWith("http://"));
            program.destroy();
            assertTrue(program.waitFor(60, TimeUnit.SECONDS), "SIGTERM ends it");
            assertEquals(143, program.exitValue());
        } finally {
            program.destroyForcibly();
        }
    }

    // ---- YAML

    private List<String> yaml(String name) throws Exception {
        Path file = write(name, piece("yaml", name));
        Tool.Said said =
                Tool.run("", List.of("python3", write("flatten.py", FLATTEN).toString(), file.toString()));
        Assumptions.assumeFalse(said.err().contains("No module named"), "python3 has no yaml");
        assertEquals(0, said.code(), said::err);
        return said.text().lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.yaml", "envoy.yaml"})
    void thatIsYaml(String name) throws Exception {
        assertTrue(yaml(name).size() > 20);
    }

    /** The rules of the page for times, in the manifests, the units, the container and HAProxy's file. */
    @Test
    void theTimesFitTogether() throws Exception {
        String manifest = String.join("\n", yaml("app.yaml")) + "\n";
        String args = manifest.lines()
                .filter(line -> line.contains(".containers.0.args."))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .reduce("", (all, word) -> all + " " + word);
        int delay = number(args, "--drain-delay (\\d+)s");
        int grace = number(args, "--grace (\\d+)s");
        int patience = number(manifest, "terminationGracePeriodSeconds=(\\d+)");
        int probe = number(manifest, "readinessProbe.periodSeconds=(\\d+)")
                * number(manifest, "readinessProbe.failureThreshold=(\\d+)");
        String haproxy = piece("haproxy", "haproxy.cfg");
        int check = number(haproxy, "inter (\\d+)s") * number(haproxy, "fall (\\d+)");
        assertTrue(2 * probe < delay, "readiness is noticed in half of the delay");
        assertTrue(2 * check < delay, "so it is by HAProxy");
        assertTrue(delay < grace, "the delay is a part of the grace");
        assertTrue(grace < patience, "who kills waits for longer");
        assertTrue(grace < number(piece("ini", "/etc/systemd/system/app.service"), "TimeoutStopSec=(\\d+)"));
        String words = String.join(" ", strings(found(piece("dockerfile", "Dockerfile"), "CMD \\[(.*)\\]")));
        assertEquals(args.strip(), words, "the container's own command is that of the manifest");
    }

    // ---- proxies that run

    private static ServeMux routes() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /health/ready", Health.ready());
        mux.handle(
                "GET /{$}",
                (w, r) -> w.write(r.protocol() + " " + r.scheme() + " " + r.authority() + " " + r.client() + " "
                        + r.attribute(ProxyInfo.KEY)
                                .flatMap(ProxyInfo::tls)
                                .map(ProxyInfo.Tls::used)
                                .orElse(false)));
        mux.handle(
                "/ws",
                WebSockets.builder()
                        // curl does not answer.
                        .config(WebSocketConfig.builder()
                                .closeTimeout(Duration.ofMillis(100))
                                .build())
                        .handler(ws -> ws.send("by " + ws.request().protocol())));
        return mux;
    }

    private void start(int port, String program, String... arguments) throws IOException {
        Path path = Path.of("/usr/sbin", program);
        Assumptions.assumeTrue(Files.isExecutable(path), () -> program + " is not installed");
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        proxy = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Servers.await(() -> listens(port) || !proxy.isAlive(), () -> program + " does not listen");
        assertTrue(proxy.isAlive(), this::log);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String curl(int port, String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl", "-q", "-sS", "-k", "--max-time", "30", "--connect-to", "localhost:443:127.0.0.1:" + port));
        command.addAll(List.of(options));
        command.add("https://localhost" + path);
        Tool.Said said = Tool.run("", command);
        return said.text() + said.err();
    }

    private static boolean isUp(int port) {
        try {
            return curl(port, "/").startsWith("HTTP/2 ");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void webSocket(int port, String protocol) throws Exception {
        String said = curl(
                port,
                "/ws",
                "-i",
                "-N",
                "--http1.1",
                "-H",
                "Connection: Upgrade",
                "-H",
                "Upgrade: websocket",
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
        assertTrue(said.startsWith("HTTP/1.1 101 "), said);
        assertTrue(said.contains("by " + protocol), said);
    }

    @Test
    void haproxyPassesAllOfItOn() throws Exception {
        server = Server.builder()
                .handler(routes())
                .listener(ListenerConfig.on("127.0.0.1:0")
                        .proxyProtocol(ProxyProtocol.from("127.0.0.1"))
                        .build())
                .trustTargetScheme(true)
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()))
                .errorLog(Servers.LOG)
                .build();
        server.start();
        Tool.certificate(folder);
        Path pem = folder.resolve("site.pem");
        int port = Program.freePort();
        String config = piece("haproxy", "haproxy.cfg");
        config = replaced(
                config, "bind :443 ssl crt /etc/haproxy/site.pem", "bind 127.0.0.1:" + port + " ssl crt " + pem);
        config = replaced(config, "10.0.0.11:8080", "127.0.0.1:" + server.port());
        config = replaced(config, "10.0.0.12:8080", "127.0.0.1:" + server.port());
        config = replaced(config, "inter 2s", "inter 200ms");
        start(port, "haproxy", "-db", "-f", write("haproxy.cfg", config).toString());
        // Its checks are let in and have an answer that it likes, after some at most that a cold server was too slow
        // for.
        Servers.await(() -> server.stats().requestsServed() > 6, () -> "" + server.stats());
        Servers.await(() -> isUp(port), this::log);
        for (String version : List.of("--http1.1", "--http2")) {
            assertEquals("HTTP/2 https localhost 127.0.0.1 true", curl(port, "/", version), this::log);
        }
        webSocket(port, "HTTP/2");
        assertEquals(null, server.stats().abuse().get("PROXY_REFUSED"));
    }

    private static final String NGINX = """
        @MODULE@
        daemon off;
        master_process off;
        pid @FOLDER@/nginx.pid;
        events { worker_connections 64; }
        http {
            access_log off;
            client_body_temp_path @FOLDER@/body;
            proxy_temp_path @FOLDER@/proxy;
            fastcgi_temp_path @FOLDER@/fastcgi;
            uwsgi_temp_path @FOLDER@/uwsgi;
            scgi_temp_path @FOLDER@/scgi;
            @HTTP@
        }
        @STREAM@
        """;

    private String nginx(String http, String stream) throws IOException {
        String text = NGINX.replace("@FOLDER@", folder.toString())
                .replace("@MODULE@", stream.isEmpty() ? "" : "load_module " + NGINX_STREAM + ";")
                .replace("@HTTP@", http)
                .replace("@STREAM@", stream.isEmpty() ? "" : "stream { " + stream + " }");
        return write("nginx.conf", text).toString();
    }

    @Test
    void nginxPassesAllOfItOn() throws Exception {
        server = Servers.start(b -> b, TrustedProxies.of("127.0.0.1").wrap(routes()));
        Tool.certificate(folder);
        int port = Program.freePort();
        String config = piece("nginx", "nginx.conf, in http { }");
        config = replaced(config, "    listen 443 ssl http2;", "    listen 127.0.0.1:" + port + " ssl http2;");
        config = replaced(
                config, "/etc/nginx/site.pem", folder.resolve("site.crt").toString());
        config = replaced(
                config, "/etc/nginx/site.key", folder.resolve("site.key").toString());
        config = replaced(config, "10.0.0.11:8080", "127.0.0.1:" + server.port());
        config = replaced(config, "10.0.0.12:8080", "127.0.0.1:" + server.port());
        start(port, "nginx", "-e", folder.resolve("errors").toString(), "-c", nginx(config, ""));
        for (String version : List.of("--http1.1", "--http2")) {
            assertEquals("HTTP/1.1 https localhost 127.0.0.1 false", curl(port, "/", version));
        }
        webSocket(port, "HTTP/1.1");
    }

    @Test
    void nginxReadsWhatPassesTcpOn() throws Exception {
        Assumptions.assumeTrue(Files.exists(NGINX_STREAM), "this nginx has no module for streams");
        String config = replaced(
                piece("nginx", "nginx.conf, in stream { }"),
                "listen 443;",
                "listen 127.0.0.1:" + Program.freePort() + ";");
        Tool.Said said = Tool.run(
                "",
                List.of("/usr/sbin/nginx", "-t", "-e", folder.resolve("errors").toString(), "-c", nginx("", config)));
        assertEquals(0, said.code(), () -> said.err() + new String(said.out(), StandardCharsets.UTF_8));
    }
}
