package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A proxy that others have written, in front of a server, in the foreground and in a folder of its own. */
final class FrontProxy implements AutoCloseable {
    /** Which program, and how it is set up. */
    enum Kind {
        HAPROXY,
        HAPROXY_LENIENT,
        NGINX,
        NGINX_LENIENT,
        /** Passes upgrades on, as HAProxy does by itself. */
        NGINX_UPGRADES;

        boolean isNginx() {
            return this != HAPROXY && this != HAPROXY_LENIENT;
        }
    }

    /**
     * A request that the proxy has had answered by the server.
     *
     * @param client the client's port
     * @param line method and target
     */
    record Forwarded(String client, String line) {}

    private static final String HAPROXY_CONFIG = """
        global
            log stdout len 65000 format raw local0
            maxconn 1000
            nbthread 1
            tune.http.logurilen 65535
        defaults
            mode http
            log global
            log-format "%cp %s %ST %HM %HU"
            timeout connect 5s
            timeout client 2s
            timeout http-request 2s
            timeout http-keep-alive 2s
            timeout server 20s
            http-reuse always
        frontend front
            bind 127.0.0.1:@PORT@
            @LENIENT@
            http-request set-header @FIELD@ %[src_port]
            default_backend weir
        backend weir
            server weir 127.0.0.1:@SERVER@
        """;

    private static final String NGINX_CONFIG = """
        daemon off;
        master_process off;
        pid @FOLDER@/nginx.pid;
        events { worker_connections 1024; }
        http {
            log_format seen escape=none '$remote_port weir $upstream_status $request_method $request_uri';
            access_log @FOLDER@/log seen;
            client_body_temp_path @FOLDER@/body;
            proxy_temp_path @FOLDER@/proxy;
            fastcgi_temp_path @FOLDER@/fastcgi;
            uwsgi_temp_path @FOLDER@/uwsgi;
            scgi_temp_path @FOLDER@/scgi;
            client_header_timeout 2s;
            client_body_timeout 2s;
            keepalive_timeout 2s;
            lingering_close off;
            upstream weir { server 127.0.0.1:@SERVER@; keepalive 8; }
            server {
                listen 127.0.0.1:@PORT@;
                client_max_body_size 0;
                @LENIENT@
                location / {
                    proxy_pass http://weir;
                    proxy_http_version 1.1;
                    proxy_request_buffering off;
                    proxy_set_header Host $http_host;
                    @CONNECTION@
                    proxy_set_header @FIELD@ $remote_port;
                }
            }
        }
        """;

    private static final Pattern ENCODED = Pattern.compile("#([0-9A-F]{2})");

    private final Path folder;
    private final boolean nginx;
    private final Process process;
    private final int port = Program.freePort();

    /**
     * Starts it, and waits until it listens; a test whose proxy is not installed is skipped.
     *
     * @param serverPort where it is to send requests to
     */
    FrontProxy(Kind kind, Path folder, int serverPort) throws IOException {
        this.folder = folder;
        this.nginx = kind.isNginx();
        String lenient = switch (kind) {
            case HAPROXY, NGINX, NGINX_UPGRADES -> "";
            case HAPROXY_LENIENT -> "option accept-invalid-http-request";
            case NGINX_LENIENT -> "ignore_invalid_headers off; underscores_in_headers on;";
        };
        String connection = kind == Kind.NGINX_UPGRADES
                ? "proxy_set_header Connection $http_connection; proxy_set_header Upgrade $http_upgrade;"
                : "proxy_set_header Connection \"\";";
        Path config = Files.writeString(
                folder.resolve("config"),
                (nginx ? NGINX_CONFIG : HAPROXY_CONFIG)
                        .replace("@PORT@", "" + port)
                        .replace("@SERVER@", "" + serverPort)
                        .replace("@FIELD@", SeenRequest.CLIENT)
                        .replace("@LENIENT@", lenient)
                        .replace("@CONNECTION@", connection)
                        .replace("@FOLDER@", folder.toString()));
        process = start(
                nginx
                        ? List.of(
                                program("nginx"), "-e", folder.resolve("errors").toString(), "-c", config.toString())
                        : List.of(program("haproxy"), "-db", "-f", config.toString()));
        Servers.await(this::listens, this::log);
    }

    /** Where Debian puts what administrators run, which is on the path of these alone. */
    private static String program(String name) {
        Path path = Path.of("/usr/sbin", name);
        return Files.isExecutable(path) ? path.toString() : name;
    }

    private Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            return Assumptions.abort(command.getFirst() + " is not installed, so what it forwards is not compared");
        }
    }

    private boolean listens() {
        assertTrue(process.isAlive(), this::log);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            // Not yet; where it never does, its log tells why.
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The requests that the server has answered with 200, in the order in which their answers have ended. */
    List<Forwarded> answered() {
        List<Forwarded> answered = new ArrayList<>();
        for (String line : log().split("\n")) {
            String[] words = line.split(" ", 4);
            if (words.length == 4 && words[1].equals("weir") && words[2].equals("200")) {
                // HAProxy writes what could be misread as # and two digits; nginx is configured to write all as it is.
                String seen = nginx
                        ? words[3]
                        : ENCODED.matcher(words[3])
                                .replaceAll(
                                        m -> Matcher.quoteReplacement("" + (char) Integer.parseInt(m.group(1), 16)));
                answered.add(new Forwarded(words[0], seen));
            }
        }
        return answered;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
