package dev.weir.observe.live;

import dev.weir.http.core.ConnectionView;
import dev.weir.http.core.LimitView;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.http.core.ServerView;
import dev.weir.http.core.spi.RequestView;
import dev.weir.http.core.spi.SessionView;
import dev.weir.http.core.spi.StreamView;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is to be seen, as JSON. No target, no field and no content of a request is in it: methods, routes and addresses alone.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Snapshot {
    /** The most connections, and of each the most streams and requests. */
    static final int MOST_CONNECTIONS = 50;

    private static final int MOST_STREAMS = 20;
    private static final int MOST_TOTALS = 200;
    private static final int MOST_REQUESTS = 100;
    private static final int MOST_METHOD = 32;
    /** All routes that are not in the list; apart from those that metrics have no series for. */
    private static final String OTHERS = "_REST";

    private static final int DNS_NAME = 2;

    /** How often a route was asked for. */
    public record Total(String route, long requests, long errors) {}

    private final String title;
    private final Map<String, Server> servers;
    private final Supplier<List<String>> patterns;
    private final Supplier<List<Total>> totals;
    private final boolean health;
    private final FlightRecording recording;

    /**
     * Makes one.
     *
     * @param servers by the names that the page shows
     * @param patterns the routes that there are
     * @param totals the routes that were asked for
     * @param health whether there is word of that
     */
    public Snapshot(
            String title,
            Map<String, Server> servers,
            Supplier<List<String>> patterns,
            Supplier<List<Total>> totals,
            boolean health,
            FlightRecording recording) {
        this.title = title;
        this.servers = servers;
        this.patterns = patterns;
        this.totals = totals;
        this.health = health;
        this.recording = recording;
    }

    // ---- what hardly changes

    String seldom() {
        Json json = new Json().open('{').put("title", title).put("health", health);
        json.put("recordingSeconds", recording.time().toSeconds());
        json.name("missing").open('[');
        for (String module : Presence.missing()) {
            json.text(module);
        }
        json.close(']');
        json.name("patterns").open('[');
        for (String pattern : patterns.get()) {
            json.text(pattern);
        }
        json.close(']').name("servers").open('[');
        servers.forEach((name, server) -> {
            json.open('{').put("name", name).name("settings").open('{');
            server.settings().forEach(json::put);
            json.close('}').name("certificates").open('[');
            server.certificates().forEach(certificate -> certificate(certificate, json));
            json.close(']').close('}');
        });
        return json.close(']').close('}').toString();
    }

    private static void certificate(X509Certificate certificate, Json json) {
        long left = certificate.getNotAfter().getTime() - System.currentTimeMillis();
        json.open('{')
                .put("subject", certificate.getSubjectX500Principal().getName())
                .put("issuer", certificate.getIssuerX500Principal().getName())
                .put("names", names(certificate))
                .put("until", certificate.getNotAfter().getTime())
                .put("daysLeft", Math.floorDiv(left, Duration.ofDays(1).toMillis()))
                .close('}');
    }

    private static String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.getFirst().equals(DNS_NAME)) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Then the subject has to do.
        }
        return String.join(", ", names);
    }

    // ---- what changes

    String often(List<LiveLoad.Part> parts, long millis, int viewers) {
        Json json = new Json().open('{');
        json.put("at", System.currentTimeMillis()).put("millis", millis).put("viewers", viewers);
        json.put("isRecording", recording.running());
        json.name("load").open('[');
        for (LiveLoad.Part part : parts) {
            json.open('{').put("route", part.route()).put("count", part.count()).put("errors", part.errors());
            json.put("p50", part.p50())
                    .put("p90", part.p90())
                    .put("p99", part.p99())
                    .put("most", part.most());
            json.close('}');
        }
        json.close(']').name("totals").open('[');
        for (Total total : most(totals.get())) {
            json.open('{').put("route", total.route()).put("requests", total.requests());
            json.put("errors", total.errors()).close('}');
        }
        json.close(']').name("servers").open('[');
        servers.forEach((name, server) -> server(name, server, json));
        json.close(']');
        process(json);
        return json.close('}').toString();
    }

    /** Returns the routes that were asked for most, in their order, and the others as one. */
    private static List<Total> most(List<Total> all) {
        if (all.size() <= MOST_TOTALS) {
            return all;
        }
        List<Total> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(Total::requests).reversed());
        List<Total> kept = new ArrayList<>(sorted.subList(0, MOST_TOTALS));
        kept.sort(Comparator.comparing(Total::route));
        long requests = 0;
        long errors = 0;
        for (Total total : sorted.subList(MOST_TOTALS, sorted.size())) {
            requests += total.requests();
            errors += total.errors();
        }
        kept.add(new Total(OTHERS, requests, errors));
        return kept;
    }

    private static void server(String name, Server server, Json json) {
        ServerView view = server.view(MOST_CONNECTIONS);
        ServerStats stats = server.stats();
        json.open('{').put("name", name).put("shuttingDown", view.shuttingDown());
        json.put("open", view.openConnections())
                .put("running", stats.runningHandlers())
                .put("served", stats.requestsServed())
                .put("cancelled", stats.handlersCancelled())
                .put("failed", stats.handlersFailed())
                .put("openTunnels", stats.openTunnels())
                .put("tunnels", stats.tunnels())
                .put("handshakes", stats.handshakes())
                .put("handshakesFailed", stats.handshakesFailed())
                .put("memoryRefusals", stats.memoryRefusals())
                .put("handOvers", stats.handOvers());
        json.name("limits").open('[');
        for (LimitView limit : view.limits()) {
            json.open('{').put("name", limit.name()).put("used", limit.used());
            json.put("most", limit.most()).close('}');
        }
        json.close(']').name("abuse").open('{');
        stats.abuse().forEach(json::put);
        json.close('}').name("connections").open('[');
        for (ConnectionView connection : view.connections()) {
            connection(connection, json);
        }
        json.close(']').name("requests").open('[');
        int left = MOST_REQUESTS;
        for (ConnectionView connection : view.connections()) {
            for (RequestView request : connection.session().inFlight()) {
                if (left-- > 0) {
                    request(connection.id(), request, json);
                }
            }
        }
        json.close(']').close('}');
    }

    private static void connection(ConnectionView c, Json json) {
        SessionView session = c.session();
        json.open('{')
                .put("id", c.id())
                .put("protocol", c.protocol())
                .put("tls", c.tlsVersion())
                .put("client", address(c.remoteAddress()))
                .put("millis", c.age().toMillis())
                .put("state", c.state().toString())
                .put("requests", session.requests())
                .put("mostStreams", session.mostStreams())
                .put("openStreams", session.openStreams())
                .put("sendWindow", session.sendWindow())
                .put("receiveWindow", session.receiveWindow());
        json.name("streams").open('[');
        int left = MOST_STREAMS;
        for (StreamView stream : session.streams()) {
            if (left-- > 0) {
                json.open('{').put("id", stream.id()).put("state", stream.state());
                json.put("sendWindow", stream.sendWindow()).put("receiveWindow", stream.receiveWindow());
                json.put("millis", millis(stream.age())).close('}');
            }
        }
        json.close(']').close('}');
    }

    private static void request(long connection, RequestView request, Json json) {
        String method = request.method();
        json.open('{')
                .put("connection", connection)
                .put("stream", request.stream())
                .put("millis", millis(request.age()))
                .put("method", method.length() <= MOST_METHOD ? method : method.substring(0, MOST_METHOD) + "...")
                .put("route", request.route())
                .put("client", address(request.client()))
                .put("thread", request.thread())
                .close('}');
    }

    private static void process(Json json) {
        Runtime runtime = Runtime.getRuntime();
        long committed = runtime.totalMemory();
        json.name("heap").open('{').put("used", committed - runtime.freeMemory());
        json.put("committed", committed).put("most", runtime.maxMemory()).close('}');
        json.put("threads", platformThreads()).put("processors", runtime.availableProcessors());
        json.name("collectors").open('[');
        for (Garbage.Collector collector : Garbage.collectors()) {
            json.open('{').put("name", collector.name()).put("collections", collector.collections());
            json.put("millis", collector.millis()).close('}');
        }
        json.close(']');
    }

    /** Returns about how many there are. */
    public static int platformThreads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group != null && group.getParent() != null) {
            group = group.getParent();
        }
        return group == null ? 0 : group.activeCount();
    }

    // ---- on demand

    /**
     * Returns where the handler of a request is, as JSON.
     *
     * @return nothing where it has returned, or never was
     */
    public Optional<String> stack(String server, long connection, int stream) {
        Server found = servers.get(server);
        if (found == null) {
            return Optional.empty();
        }
        for (ConnectionView c : found.view(MOST_CONNECTIONS).connections()) {
            if (c.id() != connection) {
                continue;
            }
            for (RequestView request : c.session().inFlight()) {
                List<StackTraceElement> stack = request.stream() == stream ? request.stack() : List.of();
                if (!stack.isEmpty()) {
                    Json json = new Json().open('{').put("thread", request.thread());
                    json.put("route", request.route()).name("stack").open('[');
                    stack.forEach(element -> json.text(element.toString()));
                    return Optional.of(json.close(']').close('}').toString());
                }
            }
        }
        return Optional.empty();
    }

    /** The servers that are looked at. */
    public Collection<Server> servers() {
        return servers.values();
    }

    private static long millis(Optional<Duration> age) {
        return age.map(Duration::toMillis).orElse(-1L);
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? (inet.getAddress().getHostAddress().indexOf(':') < 0
                                ? inet.getAddress().getHostAddress()
                                : "[" + inet.getAddress().getHostAddress() + "]")
                        + ":" + inet.getPort()
                : "local";
    }
}
