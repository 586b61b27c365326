package dev.weir.samples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code weir cluster}: some servers behind HAProxy, which it starts, watches and stops. What it reads on its standard
 * input are commands, one a line: {@code restart} has each server replaced by a new one, one after the other; {@code stop} ends
 * all, as Ctrl-C and SIGTERM do.
 *
 * <p><b>Threads.</b> One that runs it and one for commands; those that hear of an instance's end and the shutdown hook come beside
 * them, and the lock is for whoever starts or stops an instance.
 */
public final class Cluster {
    private static final String HELP = """
        usage: weir cluster [OPTION...]
        Starts servers behind HAProxy. Its page shows which instance answers. Lines on the standard input are commands:
        restart (one by one), stop. Ctrl-C ends all.

          --instances N                   how many servers (3)
          --port N                        where HAProxy listens (8080)
        """;

    private static final int KEY_BYTES = 32;
    private static final int MOST_INSTANCES = 20;

    private final int port;
    private final Path folder;
    private final String key;
    private final Object lock = new Object();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Path> sockets = new ArrayList<>();
    /** Guarded by the lock; so is what follows. */
    private final List<Instance> instances = new ArrayList<>();

    private boolean stopping;
    /** Null until it is started. */
    private volatile @Nullable Haproxy balancer;

    private Cluster(int count, int port) throws IOException {
        this.port = port;
        this.folder = Files.createTempDirectory("weir-cluster");
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        this.key = Base64.getEncoder().encodeToString(bytes);
        for (int i = 1; i <= count; i++) {
            sockets.add(folder.resolve(i + ".sock"));
        }
    }

    /**
     * Runs it to its end.
     *
     * @param arguments what stands behind {@code cluster} on the command line
     * @throws ClusterException when it cannot start
     * @throws InterruptedException when the thread is interrupted while it runs
     */
    public static void run(List<String> arguments) throws ClusterException, InterruptedException {
        int instances = 3;
        int port = 8080;
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--help") || name.equals("-h")) {
                System.out.print(HELP);
                return;
            }
            String value = i + 1 < arguments.size() ? arguments.get(++i) : "";
            switch (name) {
                case "--instances" -> instances = number(name, value, MOST_INSTANCES);
                case "--port" -> port = number(name, value, 65_535);
                default -> throw new ClusterException("unknown option " + name + " (see weir cluster --help)");
            }
        }
        Path program = Haproxy.find();
        try (ServerSocket free = new ServerSocket(port)) {
            port = free.getLocalPort();
        } catch (BindException e) {
            throw new ClusterException("cannot listen on port " + port + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ClusterException("cannot look whether port " + port + " is free: " + e);
        }
        try {
            new Cluster(instances, port).serve(program);
        } catch (IOException e) {
            throw new ClusterException("cannot start: " + e);
        }
    }

    private static int number(String name, String value, int most) throws ClusterException {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ClusterException(name + ": not a number from 1 to " + most + ": " + value);
    }

    private void serve(Path program) throws IOException, ClusterException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAll, "weir-cluster-stop"));
        for (int i = 0; i < sockets.size(); i++) {
            start(i);
        }
        Haproxy started = Haproxy.start(program, folder, port, sockets);
        balancer = started;
        var _ = started.process().onExit().thenAccept(ended -> over.countDown());
        for (int i = 0; i < sockets.size(); i++) {
            started.awaitUp(i);
        }
        System.out.println("http://localhost:" + port + "/");
        Thread.ofPlatform().daemon().name("weir-cluster-commands").start(() -> obey(started));
        over.await();
        if (!started.process().isAlive() && !isStopping()) {
            throw new ClusterException(
                    "haproxy has ended with " + started.process().exitValue());
        }
        // The shutdown hook does the rest, as with a signal.
        System.exit(0);
    }

    private boolean isStopping() {
        synchronized (lock) {
            return stopping;
        }
    }

    /** Starts an instance in its place, and another when it ends unasked. */
    private void start(int index) throws IOException, ClusterException {
        Instance started = Instance.start(index + 1, sockets.get(index), key);
        synchronized (lock) {
            if (index == instances.size()) {
                instances.add(started);
            } else {
                instances.set(index, started);
            }
        }
        System.out.println(
                "instance " + (index + 1) + " is process " + started.process().pid());
        var _ = started.process().onExit().thenAccept(ended -> replace(index, started));
    }

    private void replace(int index, Instance ended) {
        if (ended.isAsked() || isStopping()) {
            return;
        }
        System.out.println(
                "instance " + (index + 1) + " has ended with " + ended.process().exitValue());
        try {
            start(index);
        } catch (IOException | ClusterException e) {
            System.err.println("weir: " + e.getMessage());
        }
    }

    // ---- commands

    private void obey(Haproxy balancer) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.strip()) {
                    case "restart" -> restart(balancer);
                    case "stop" -> over.countDown();
                    case "" -> {}
                    default -> System.err.println("weir: unknown command, there are restart and stop: " + line);
                }
            }
        } catch (IOException | ClusterException e) {
            System.err.println("weir: " + e.getMessage());
        } catch (InterruptedException e) {
            // Nobody interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    /** Replaces each when the one before has its requests again. */
    private void restart(Haproxy balancer) throws IOException, ClusterException, InterruptedException {
        for (int i = 0; i < sockets.size(); i++) {
            Instance old;
            synchronized (lock) {
                old = instances.get(i);
            }
            old.terminate();
            old.awaitEnd();
            start(i);
            balancer.awaitUp(i);
        }
        System.out.println("all are restarted");
    }

    // ---- the end

    private void stopAll() {
        List<Instance> running;
        synchronized (lock) {
            stopping = true;
            running = List.copyOf(instances);
        }
        Haproxy front = balancer;
        try {
            if (front != null) {
                front.stop();
            }
            running.forEach(Instance::terminate);
            for (Instance one : running) {
                one.awaitEnd();
            }
            delete();
        } catch (IOException e) {
            System.err.println("weir: " + e);
        } catch (InterruptedException e) {
            // Nobody interrupts it.
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
