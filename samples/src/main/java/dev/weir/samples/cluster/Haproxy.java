package dev.weir.samples.cluster;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** HAProxy in front of the members: asks them for their health, sends them HTTP/2 with the PROXY protocol before it. */
final class Haproxy {
    private static final String CONFIG = """
        global
            stats socket @FOLDER@/admin.sock mode 600
            hard-stop-after 10s
        defaults
            mode http
            timeout connect 2s
            timeout check 2s
            timeout client 1m
            timeout server 1m
            timeout tunnel 1h
            # What a member has not begun to answer is asked of another; but for POST, which may not be done twice.
            retries 3
            option redispatch 1
            retry-on conn-failure empty-response
        frontend front
            bind :@PORT@
            default_backend members
        backend members
            balance roundrobin
            http-request disable-l7-retry if METH_POST
            option httpchk
            http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host localhost
            # In a second at most it knows of a member that leaves.
            default-server send-proxy-v2-ssl proto h2 ws h2 check check-send-proxy inter 300ms fall 2 rise 1
        """;

    private static final long STOP_SECONDS = 5;

    private final Path folder;
    private final Process process;

    private Haproxy(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Finds the program.
     *
     * @throws ClusterException where it is not installed
     */
    static Path find() throws ClusterException {
        String path = System.getenv().getOrDefault("PATH", "");
        // Where administrators have it, which is on the path of these alone.
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ClusterException(
                        "there is no haproxy on the path, which cluster needs: install it (Debian: apt install"
                                + " haproxy)"));
    }

    /**
     * Starts it.
     *
     * @param program where it is
     * @param folder for its files
     * @param port where it listens
     * @param members their sockets
     */
    static Haproxy start(Path program, Path folder, int port, List<Path> members) throws IOException {
        StringBuilder config =
                new StringBuilder(CONFIG.replace("@FOLDER@", folder.toString()).replace("@PORT@", "" + port));
        for (int i = 0; i < members.size(); i++) {
            config.append("    server ")
                    .append(name(i))
                    .append(" unix@")
                    .append(members.get(i))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
        Process started = new ProcessBuilder(program.toString(), "-db", "-f", file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Haproxy(folder, started);
    }

    private static String name(int member) {
        return "instance-" + (member + 1);
    }

    Process process() {
        return process;
    }

    /** Waits until it sends requests to a member. */
    void awaitUp(int member) throws IOException, InterruptedException {
        while (process.isAlive() && !isUp(member)) {
            Thread.sleep(50);
        }
    }

    private boolean isUp(int member) throws IOException {
        Path admin = folder.resolve("admin.sock");
        if (!Files.exists(admin)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(admin));
            channel.write(ByteBuffer.wrap("show servers state members\n".getBytes(StandardCharsets.US_ASCII)));
            String said = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            // Among others the name, what it is to HAProxy (2: running), and how its last check went (3: passed).
            return said.lines()
                    .map(line -> line.split(" "))
                    .anyMatch(words -> words.length > 11
                            && words[3].equals(name(member))
                            && words[5].equals("2")
                            && words[11].equals("3"));
        } catch (IOException e) {
            // It has not begun to listen there.
            return false;
        }
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
