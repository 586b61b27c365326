package dev.weir.sessions.jdbc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL of its own, out of the binaries that Debian's package installs, in a folder that goes with it. It
 * refuses to run as root: there it runs as the user {@code postgres}, which the package makes.
 */
final class Postgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    private final Path bin;
    private final Path folder;
    private final Path data;
    private final int port;

    private Postgres(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.data = folder.resolve("data");
        this.port = port;
    }

    /** Why there can be none here; nothing where there can. */
    static Optional<String> missing() {
        if (binaries().isEmpty()) {
            return Optional.of(
                    "no PostgreSQL: install the package postgresql, which has " + VERSIONS + "/*/bin/initdb");
        }
        if (isRoot() && (user().isEmpty() || !Files.isExecutable(Path.of("/usr/bin/setpriv")))) {
            return Optional.of("PostgreSQL does not run as root, and there is no user " + USER + " or no setpriv");
        }
        return Optional.empty();
    }

    private static Optional<Path> binaries() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static Optional<UserPrincipal> user() {
        try {
            return Optional.of(
                    Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Postgres start() throws IOException {
        Path folder = Files.createTempDirectory("weir-postgres");
        if (isRoot()) {
            Files.setOwner(folder, user().orElseThrow());
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Postgres postgres = new Postgres(binaries().orElseThrow(), folder, port);
        postgres.run(
                "initdb", "-D", postgres.data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        postgres.up();
        return postgres;
    }

    /** Starts it, and waits until it answers. */
    void up() throws IOException {
        control("start", "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder);
    }

    /** Stops it in the middle of whatever it does. */
    void down() throws IOException {
        control("stop", "-m", "immediate");
    }

    private void control(String action, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-D", data.toString(), "-l", folder.resolve("log").toString()));
        arguments.addAll(List.of("-w", "-t", "60", action));
        arguments.addAll(List.of(more));
        run("pg_ctl", arguments.toArray(String[]::new));
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        File said = File.createTempFile("weir-postgres", ".log");
        try {
            // To a file: what is started keeps a pipe open.
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said)
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + ":\n" + Files.readString(said.toPath()));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted: " + command, e);
        } finally {
            Files.delete(said.toPath());
        }
    }

    /** Each connection is a new one. */
    DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setUser(USER);
        source.setDatabaseName("postgres");
        source.setConnectTimeout(30);
        source.setSocketTimeout(30);
        return source;
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            down();
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
