package dev.weir.soak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * All servers behind a balancer are restarted, one after the other, under load: no request fails, no session is lost, and WebSockets are
 * told that their server goes.
 */
@Timeout(600)
@EnabledIfSystemProperty(
        named = "weir.cluster.times",
        matches = "[1-9]\\d*",
        disabledReason = "for -Psoak and -Pcluster")
class RollingRestartTest {
    private static final String MORE = "[2-9]|\\d\\d+";
    private static final int TIMES = Integer.getInteger("weir.cluster.times", 1);
    /** In the short form it is to be over soon. */
    private static final int INSTANCES = TIMES == 1 ? 2 : 3;

    private static final int EACH = 3;

    @TempDir
    Path folder;

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void installed(String program) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin", program)), program + " is not installed");
    }

    private void check(Traffic traffic, TestReporter reporter, String front) throws InterruptedException {
        traffic.stop();
        reporter.publishEntry(front + ", " + TIMES + " times: " + traffic);
        assertEquals(List.of(), traffic.faults(), () -> read(folder.resolve("log")));
        assertEquals(INSTANCES, traffic.instances().size(), traffic::toString);
        assertTrue(traffic.count("WebSocket", "closed with 1001") >= TIMES * EACH, traffic::toString);
        assertEquals(0, traffic.count("WebSocket", "closed with 1006"), traffic::toString);
        assertTrue(traffic.count("WebSocket", "connected") > traffic.count("WebSocket", "closed with 1001"));
    }

    static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void behindHaproxyNothingIsLost(TestReporter reporter) throws Exception {
        installed("haproxy");
        try (Processes processes = new Processes()) {
            Path log = folder.resolve("log");
            RunningCluster cluster = new RunningCluster(processes, log, INSTANCES, freePort());
            try (Traffic traffic = new Traffic(cluster.port()).start(EACH)) {
                Process wrk = traffic.wrk(processes, log);
                traffic.h2load(processes, log);
                for (int i = 0; i < TIMES; i++) {
                    cluster.restart();
                }
                traffic.stopWrk(wrk);
                check(traffic, reporter, "HAProxy");
            }
        }
    }

    private static final String NGINX = """
        daemon off;
        @USER@
        pid @FOLDER@/nginx.pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path @FOLDER@/body;
            proxy_temp_path @FOLDER@/proxy;
            fastcgi_temp_path @FOLDER@/fastcgi;
            uwsgi_temp_path @FOLDER@/uwsgi;
            scgi_temp_path @FOLDER@/scgi;
            keepalive_requests 1000000;
            map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
            upstream members {
                @SERVERS@
                keepalive 16;
            }
            server {
                listen 127.0.0.1:@PORT@;
                location / {
                    proxy_pass http://members;
                    proxy_http_version 1.1;
                    proxy_set_header Host $http_host;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;
                }
            }
        }
        """;

    /** What asks for health takes a server out before it is gone; its connections are shared by all clients. */
    private static final String HAPROXY = """
        global
            maxconn 1000
        defaults
            mode http
            timeout connect 2s
            timeout client 1m
            timeout server 1m
            timeout check 2s
            timeout tunnel 1h
        frontend front
            bind 127.0.0.1:@PORT@
            default_backend members
        backend members
            balance roundrobin
            http-reuse always
            option httpchk
            http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host localhost
            default-server check inter 300ms fall 2 rise 1
            @SERVERS@
        """;

    @Test
    @EnabledIfSystemProperty(named = "weir.cluster.times", matches = MORE, disabledReason = "for -Pcluster")
    void behindHaproxyOverHttp1NothingIsLost(TestReporter reporter) throws Exception {
        behind("haproxy", HAPROXY, true, reporter, "-db", "-f");
    }

    @Test
    @EnabledIfSystemProperty(named = "weir.cluster.times", matches = MORE, disabledReason = "for -Pcluster")
    void behindNginxNothingIsLost(TestReporter reporter) throws Exception {
        behind("nginx", NGINX, false, reporter, "-e", folder.resolve("log").toString(), "-c");
    }

    /**
     * Restarts members that speak HTTP/1.1 to a balancer.
     *
     * @param tcp whether they listen at ports, or at Unix sockets
     * @param options of the program, before its file
     */
    private void behind(String program, String config, boolean tcp, TestReporter reporter, String... options)
            throws Exception {
        installed(program);
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try (Processes processes = new Processes()) {
            List<String> addresses = new ArrayList<>();
            List<Process> members = new ArrayList<>();
            StringBuilder servers = new StringBuilder();
            for (int i = 1; i <= INSTANCES; i++) {
                addresses.add(tcp ? "127.0.0.1:" + freePort() : "unix:" + folder.resolve(i + ".sock"));
                members.add(member(processes, i, addresses.getLast(), key));
                servers.append(
                        tcp
                                ? "server s" + i + " " + addresses.getLast() + "\n    "
                                : "server " + addresses.getLast() + " fail_timeout=1s; ");
            }
            int port = freePort();
            Path file = Files.writeString(
                    folder.resolve("config"),
                    config.replace("@FOLDER@", folder.toString())
                            .replace("@PORT@", "" + port)
                            .replace("@SERVERS@", servers)
                            // Else root gives up what it needs to reach sockets that are its own.
                            .replace("@USER@", System.getProperty("user.name").equals("root") ? "user root;" : ""));
            Path log = folder.resolve("log");
            List<String> arguments = new ArrayList<>(List.of(options));
            arguments.add(file.toString());
            processes.tool(log, program, arguments.toArray(String[]::new));
            Servers.await(() -> listens(port), () -> read(log));
            try (Traffic traffic = new Traffic(port).start(EACH)) {
                Process wrk = traffic.wrk(processes, log);
                for (int i = 0; i < TIMES * INSTANCES; i++) {
                    int which = i % INSTANCES;
                    Processes.end(members.get(which));
                    members.set(which, member(processes, which + 1, addresses.get(which), key));
                    // A balancer that asks for health has to hear of it before the next one goes.
                    traffic.awaitInstance("" + (which + 1));
                }
                traffic.stopWrk(wrk);
                check(traffic, reporter, program + " over HTTP/1.1");
            }
        }
    }

    /** Starts one, and waits until it listens. */
    private Process member(Processes processes, int number, String address, byte[] key) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("env", "WEIR_CLUSTER_KEY=" + Base64.getEncoder().encodeToString(key)));
        command.addAll(Processes.java("dev.weir.samples.cluster.Member", "" + number, address, "plain"));
        Process member = processes.start(folder.resolve("log"), command);
        Processes.awaitLine(member.inputReader(), "listens", new ArrayList<>());
        return member;
    }
}
