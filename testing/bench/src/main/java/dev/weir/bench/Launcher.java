package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the command that starts a server. The driver never loads a class of a server: each for the JVM has a folder of
 * jars, {@code lib/NAME}, and its main class by name.
 */
final class Launcher {
    /** The same for all; the collector is the JVM's own choice, which on one core is the serial one. */
    private static final List<String> JVM_FLAGS = List.of("-Xmx512m", "-Dweir.bench.tied=true");

    private final Path target;
    private final Scratch scratch;
    private final KeyStoreFile curve;
    private final KeyStoreFile rsa;

    /**
     * Makes one.
     *
     * @param target the folder with the compiled classes and the jars
     */
    Launcher(Path target, Scratch scratch, KeyStoreFile curve, KeyStoreFile rsa) {
        this.target = target;
        this.scratch = scratch;
        this.curve = curve;
        this.rsa = rsa;
    }

    /**
     * How a server is started for a workload, on a port that is free.
     *
     * @param port the port, or 0 for any; those that cannot choose one themselves are given one
     * @throws CannotException when it is not installed
     */
    Launch launch(BenchServer peer, Workload workload, int port) throws IOException, InterruptedException {
        return switch (peer.maker()) {
            case JVM -> new Launch(jvm(peer, workload, port), port);
            case IMAGE -> image(chosen(port));
            case NGINX -> nginx(workload, chosen(port));
            case NGHTTPD -> nghttpd(workload, chosen(port));
            case GO -> new Launch(go(workload, port), port);
        };
    }

    /** Returns a port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private KeyStoreFile keyStore(Workload workload) {
        return workload.rsa() ? rsa : curve;
    }

    private static int chosen(int port) throws IOException {
        return port == 0 ? freePort() : port;
    }

    List<String> jvm(BenchServer peer, Workload workload, int port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(flags(peer));
        command.add("-Dweir.bench.documents=" + scratch.documents());
        if (workload.tls()) {
            command.addAll(keyStore(workload).flags());
        }
        Path build = peer == BenchServer.WEIR_BEFORE ? Path.of(System.getProperty("weir.bench.before")) : target;
        String classes = build.resolve("classes").toString();
        if (workload.deflate()) {
            command.add("-Dweir.bench.deflate=true");
        }
        if (workload.routes() > 0) {
            command.add("-Dweir.bench.routes=" + workload.routes());
        }
        String part = part(peer, workload);
        String jars = build.resolve("lib").resolve(folder(peer, workload)).toString();
        if (peer.own()) {
            command.addAll(List.of("-p", jars, "--add-modules", "ALL-MODULE-PATH", "-cp", classes));
        } else if (peer == BenchServer.JDK) {
            command.addAll(List.of("-cp", classes));
        } else {
            command.addAll(List.of("-cp", classes + File.pathSeparator + jars + File.separator + "*"));
        }
        command.add("dev.weir.bench.peer." + mainClass(peer) + part);
        command.add(Integer.toString(port));
        return command;
    }

    private static String part(BenchServer peer, Workload workload) {
        if (workload.target().message()) {
            return "WebSocket";
        }
        if (workload.routes() > 0) {
            return "Routes";
        }
        if (peer == BenchServer.WEIR_OBSERVE) {
            return "Observe";
        }
        return workload.toolbox() ? "Toolbox" : "Plaintext";
    }

    /** Where the jars are: those that only some workloads need are apart, so that the others start as they did. */
    private static String folder(BenchServer peer, Workload workload) {
        String name = switch (peer) {
            case WEIR_END, WEIR_BEFORE -> BenchServer.WEIR.label();
            default -> peer.label();
        };
        if (workload.toolbox() || peer == BenchServer.JAVALIN) {
            return name + "-toolbox";
        }
        boolean apart = name.equals(BenchServer.WEIR.label()) || peer == BenchServer.HELIDON;
        return workload.target().message() && apart ? name + "-websocket" : name;
    }

    private static String mainClass(BenchServer peer) {
        String name = peer.own() ? BenchServer.WEIR.label() : peer.label();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static List<String> flags(BenchServer peer) {
        return switch (peer) {
            case WEIR, WEIR_BEFORE -> List.of("-Dweir.bench.provider=jsse");
            case WEIR_END -> List.of("-Dweir.bench.end=true");
            case WEIR_BC -> List.of("-Dweir.bench.provider=bouncycastle");
            case WEIR_OPENSSL ->
                List.of("-Dweir.bench.provider=openssl", "--enable-native-access=dev.weir.tls.openssl");
            // Two of its defaults are not for load: it would close idle connections beyond 200 and so most of 512, and
            // would leave Nagle's algorithm on.
            case JDK -> List.of("-Dsun.net.httpserver.maxIdleConnections=8192", "-Dsun.net.httpserver.nodelay=true");
            default -> List.of();
        };
    }

    private Launch image(int port) throws CannotException {
        Path launcher =
                target.resolve("../../../samples/target/weir-image/bin/weir").normalize();
        if (!Files.isExecutable(launcher)) {
            throw new CannotException("there is no runtime image: ./weir image makes it");
        }
        return new Launch(List.of(launcher.toString(), "demo", "--port", Integer.toString(port)), port);
    }

    private Launch nginx(Workload workload, int port) throws IOException, InterruptedException {
        String nginx = installed("nginx", "nginx");
        String version = LoadGenerator.output(List.of(nginx, "-v"), 10);
        Path folder = Files.createTempDirectory(scratch.folder(), "nginx");
        Path file = folder.resolve("nginx.conf");
        Files.writeString(
                file,
                NginxConfig.of(
                        workload,
                        port,
                        folder,
                        scratch.documents(),
                        keyStore(workload),
                        NginxConfig.http2IsDirective(version)));
        return new Launch(List.of(nginx, "-p", folder.toString(), "-c", file.toString(), "-e", "stderr"), port);
    }

    private Launch nghttpd(Workload workload, int port) throws CannotException {
        List<String> command = new ArrayList<>(List.of(installed("nghttpd", "nghttp2-server")));
        int workers = workload.allCores() ? Runtime.getRuntime().availableProcessors() : 1;
        command.addAll(List.of(
                "-a",
                "127.0.0.1",
                "-n",
                Integer.toString(workers),
                "-d",
                scratch.documents().toString(),
                "--echo-upload"));
        if (!workload.tls()) {
            command.add("--no-tls");
        }
        command.add(Integer.toString(port));
        if (workload.tls()) {
            command.addAll(List.of(
                    keyStore(workload).key().toString(),
                    keyStore(workload).certificate().toString()));
        }
        return new Launch(command, port);
    }

    private static String installed(String program, String debianPackage) throws CannotException {
        return Programs.find(program)
                .orElseThrow(() ->
                        new CannotException(program + " is not installed (apt-get install " + debianPackage + ")"))
                .toString();
    }

    /** Builds it when it is not there or older than its source. */
    private List<String> go(Workload workload, int port) throws IOException, InterruptedException {
        Path sources = target.resolve("../src/main/go").normalize();
        Path server = target.resolve("lib/go/server");
        Path source = sources.resolve("main.go");
        if (!Files.exists(server)
                || Files.getLastModifiedTime(server).compareTo(Files.getLastModifiedTime(source)) < 0) {
            build(sources, server);
        }
        List<String> command = new ArrayList<>(List.of(
                server.toString(),
                "-port",
                Integer.toString(port),
                "-documents",
                scratch.documents().toString()));
        if (workload.tls()) {
            command.addAll(List.of(
                    "-certificate",
                    keyStore(workload).certificate().toString(),
                    "-key",
                    keyStore(workload).key().toString()));
        } else if (workload.http2()) {
            command.add("-h2c");
        }
        return command;
    }

    private static void build(Path sources, Path server) throws IOException, InterruptedException {
        Path usual = Path.of("/usr/local/go/bin/go");
        Path go = Programs.find("go")
                .or(() -> Optional.of(usual).filter(Files::isExecutable))
                .orElseThrow(() -> new CannotException("no Go toolchain found"));
        Process process = new ProcessBuilder(go.toString(), "build", "-o", server.toString(), ".")
                .directory(sources.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(
                    "the Go server does not build: " + said.strip().replace('\n', ' '));
        }
    }
}
