package dev.weir.samples;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.observe.AccessLog;
import dev.weir.samples.files.LiveReload;
import dev.weir.samples.support.AdminServer;
import dev.weir.samples.support.CacheFolder;
import dev.weir.tls.spi.TlsConfigException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one program: the one without TLS, the one with it, or both, with one handler; and one for those who run the
 * program, which ends after the others.
 */
final class ProgramServers {
    /** Filled before the first server starts, and not changed any more. */
    private final List<Server> servers = new ArrayList<>();

    /** Null where it was not asked for; as the servers. */
    private @Nullable Server admin;
    /** Null where it was not asked for; as the servers. */
    private @Nullable AccessLog log;

    /** Null where no page is to reload; as the servers. */
    private @Nullable LiveReload live;

    private final List<String> urls = new ArrayList<>();
    /** Whether the certificate is one that nobody replaces; as the servers. */
    private boolean development;

    private ProgramServers() {}

    /**
     * Makes the servers and starts them.
     *
     * @param options what to run, where and how
     * @return the servers, listening
     * @throws UsageException when it cannot be done; nothing is left running
     */
    static ProgramServers start(Options options) throws UsageException, InterruptedException {
        ProgramServers all = new ProgramServers();
        AdminServer routes = options.adminAddress().isEmpty() ? null : new AdminServer();
        if (routes != null) {
            options.addSetting(routes::listenTo);
        }
        Handler handler = all.handler(options, routes);
        all.log = options.middleware().log();
        ProgramSettings settings = options.settings();
        all.development = settings.isDevelopment();
        String plain = options.plainAddress();
        String secure = options.tlsAddress();
        if (options.isAllSettings()) {
            all.servers.add(build(options, settings::all, plain, handler));
        } else {
            if (!plain.isEmpty()) {
                all.servers.add(build(options, settings::plain, plain, handler));
            }
            if (!secure.isEmpty()) {
                makeCertificate(settings);
                all.servers.add(build(options, settings::secure, secure, handler));
            }
        }
        if (routes != null) {
            try {
                all.admin = routes.build(options.adminAddress(), all.servers, all.log);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--admin: " + reason(e), e);
            }
        }
        try {
            for (Server server : all.servers) {
                boolean isSecond = !all.urls.isEmpty();
                boolean isSecure = isSecond || plain.isEmpty() && !options.isAllSettings();
                start(server, isSecure ? secure : plain);
                server.localAddresses()
                        .forEach((name, address) -> all.urls.add(url(
                                isSecure || options.isAllSettings() && settings.isSecure(name) ? "https" : "http",
                                address)));
            }
            Server last = all.admin;
            if (last != null) {
                start(last, options.adminAddress());
                all.urls.add(url("http", last.localAddress()) + "console/");
            }
        } catch (UsageException e) {
            all.servers.forEach(Server::close);
            all.release();
            throw e;
        }
        return all;
    }

    /** Writes the lines that wait; what cannot be written is lost, and nobody can be told any more. */
    private void release() {
        LiveReload watching = live;
        if (watching != null) {
            watching.close();
        }
        AccessLog opened = log;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                System.err.println("weir: the last lines of the access log: " + reason(e));
            }
        }
    }

    private Handler handler(Options options, @Nullable AdminServer admins) throws UsageException {
        if (options.program() == Options.Program.ECHO) {
            return EchoProgram.handler();
        }
        boolean alone = options.program() == Options.Program.SERVE;
        Path folder = alone ? options.serve().folder() : options.folder();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + " to serve");
        }
        Handler handler = alone && folder != null ? files(options.serve(), folder) : routes(folder, admins);
        try {
            return options.middleware().around(handler, options);
        } catch (IOException e) {
            release();
            String why = e instanceof NoSuchFileException missing
                    ? "there is no folder for " + missing.getFile()
                    : reason(e);
            throw new UsageException("cannot write the access log: " + why, e);
        }
    }

    private Handler files(ServeSettings settings, Path folder) throws UsageException {
        FileServer files = FileServer.builder(folder)
                .listing(settings.listing())
                .precompressed(!settings.live())
                .build();
        if (!settings.live()) {
            return files;
        }
        try {
            LiveReload reload = LiveReload.of(folder);
            live = reload;
            return reload.wrap(files);
        } catch (IOException e) {
            throw new UsageException("cannot watch " + folder + ": " + reason(e), e);
        }
    }

    private Handler routes(@Nullable Path folder, @Nullable AdminServer admins) throws UsageException {
        ServeMux routes;
        try {
            routes = folder == null ? DemoHandlers.of(this::stats) : DemoHandlers.of(this::stats, folder);
            if (admins != null) {
                admins.show(routes);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("cannot serve files: " + reason(e), e);
        }
        return routes;
    }

    /** Makes the certificate for development, where no other is named. */
    private static void makeCertificate(ProgramSettings settings) throws UsageException, InterruptedException {
        if (settings.isDevelopment()) {
            try {
                settings.developmentCertificate(DevCertificate.in(cache()));
            } catch (IOException e) {
                throw new UsageException(
                        "cannot set TLS up with a certificate for development (--cert and --key name another): "
                                + reason(e),
                        e);
            }
        }
    }

    private static Path cache() throws IOException {
        return CacheFolder.open(System.getenv(), System.getProperty("user.home"));
    }

    private static Server build(Options options, Supplier<ServerBuilder> settings, String address, Handler handler)
            throws UsageException {
        try {
            ServerBuilder builder = settings.get().handler(handler);
            if (!address.isEmpty()) {
                builder.address(address);
            }
            options.apply(builder);
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UsageException(reason(e), e);
        }
    }

    private static void start(Server server, String address) throws UsageException {
        try {
            server.start();
        } catch (BindException e) {
            // It says where.
            throw new UsageException(reason(e), e);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new UsageException("cannot start on " + address + ": " + reason(e), e);
        }
    }

    /** Why something failed, in one line. */
    private static String reason(Exception e) {
        String said = switch (e) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
        return said.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }

    private static String url(String scheme, SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return "unix:" + address;
        }
        InetAddress host = inet.getAddress();
        String name = host.isAnyLocalAddress() || host.isLoopbackAddress() ? "localhost" : inet.getHostString();
        return scheme + "://" + (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + inet.getPort() + "/";
    }

    /** Returns where the servers can be reached, in the order in which they were started. */
    List<String> urls() {
        return urls;
    }

    /** Returns the counts of all servers together. */
    ServerStats stats() {
        return servers.stream().map(Server::stats).reduce(ServerStats.NONE, ServerStats::plus);
    }

    /** Whether certificates are read from files that somebody has named, and may replace. */
    boolean hasCertificates() {
        return !development
                && servers.stream()
                        .flatMap(server -> server.settings().entrySet().stream())
                        .anyMatch(setting -> (setting.getKey().equals("tls")
                                        || setting.getKey().endsWith(".tls"))
                                && !setting.getValue().equals("off"));
    }

    /** Reads the certificates again; what is wrong with new ones is said, and the old ones stay. */
    void reloadCertificates() {
        for (Server server : servers) {
            try {
                server.reloadCertificates();
            } catch (TlsConfigException e) {
                System.err.println("weir: the new certificates are refused, the old ones stay: " + reason(e));
            } catch (IllegalStateException e) {
                // The one without TLS.
            }
        }
    }

    /** Waits until all servers have stopped. */
    void awaitStop() throws InterruptedException {
        for (Server server : servers) {
            server.awaitStop();
        }
        Server last = admin;
        if (last != null) {
            last.awaitStop();
        }
    }

    /**
     * Returns what stops all servers at once, each gracefully; its threads are there from now on.
     *
     * @param grace the most time for the requests that are being answered
     */
    Stopper stopper(Duration grace) {
        return Stopper.of(servers, admin, grace, this::release);
    }

    /**
     * Stops all servers at once, each gracefully.
     *
     * @param grace the most time for the requests that are being answered
     * @return false when some had to be cut off
     */
    boolean stop(Duration grace) throws InterruptedException {
        return stopper(grace).stop();
    }
}
