package dev.weir.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that can be measured, and how its process is started. The driver never loads a class of a server: each has
 * a folder of jars, {@code lib/NAME}, and its main class by name.
 */
enum Peer {
    /** On the module path, as it is meant to run. */
    WEIR("weir", "weir", "Weir", true, List.of("-Dweir.bench.provider=jsse")),
    /** The same with Bouncy Castle's TLS. Its jars are in a folder of their own, so that the other is what it was. */
    WEIR_BC("weir-bc", "weir-bc", "Weir", true, List.of("-Dweir.bench.provider=bouncycastle")),
    HELIDON("helidon", "helidon", "Helidon", false, List.of()),
    NETTY("netty", "netty", "Netty", false, List.of()),
    VERTX("vertx", "vertx", "Vertx", false, List.of()),
    /**
     * Two of its defaults are not for load: it would close idle connections beyond 200 and so most of 512, and would
     * leave Nagle's algorithm on.
     */
    JDK(
            "jdk",
            "",
            "Jdk",
            false,
            List.of("-Dsun.net.httpserver.maxIdleConnections=4096", "-Dsun.net.httpserver.nodelay=true"));

    /** The same for all; the collector is the JVM's own choice, which on one core is the serial one. */
    private static final List<String> JVM_FLAGS = List.of("-Xmx512m", "-Dweir.bench.tied=true");

    private final String label;
    private final String lib;
    private final String mainClass;
    private final boolean modular;
    private final List<String> flags;

    Peer(String label, String lib, String name, boolean modular, List<String> flags) {
        this.label = label;
        this.lib = lib;
        this.mainClass = "dev.weir.bench.peer." + name + "Plaintext";
        this.modular = modular;
        this.flags = flags;
    }

    String label() {
        return label;
    }

    /** Why it is not measured with a workload; empty when it is. */
    String refusal(Workload workload) {
        return switch (this) {
            case WEIR, HELIDON, NETTY -> "";
            case WEIR_BC -> workload.tls() ? "" : "is weir where there is no TLS";
            case VERTX -> workload.tls() ? "has no TLS here" : "";
            case JDK -> workload.tls() ? "has no TLS here" : workload.http2() ? "does not speak HTTP/2" : "";
        };
    }

    /**
     * The command that starts it on a free port.
     *
     * @param java the java program
     * @param target the folder with the compiled classes and the jars
     * @param more further options of the JVM
     */
    List<String> command(Path java, Path target, List<String> more) {
        String classes = target.resolve("classes").toString();
        String jars = target.resolve("lib").resolve(lib).toString();
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(JVM_FLAGS);
        command.addAll(flags);
        command.addAll(more);
        if (modular) {
            command.addAll(List.of("-p", jars, "--add-modules", "ALL-MODULE-PATH", "-cp", classes));
        } else {
            String path = lib.isEmpty() ? classes : classes + File.pathSeparator + jars + File.separator + "*";
            command.addAll(List.of("-cp", path));
        }
        command.add(mainClass);
        command.add("0");
        return command;
    }
}
