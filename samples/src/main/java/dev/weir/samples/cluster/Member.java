package dev.weir.samples.cluster;

import dev.weir.handlers.Health;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.sessions.Session;
import dev.weir.sessions.Sessions;
import dev.weir.sessions.SignedCookies;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/**
 * One server of a cluster: listens on a Unix socket where HAProxy alone can reach it, and says in each answer which one it is. Its
 * sessions are in the clients' cookies, under a key that all members have.
 */
public final class Member {
    /** The environment variable with the key of the sessions. */
    static final String KEY = "WEIR_CLUSTER_KEY";

    /** What the first line says when it listens. */
    static final String LISTENS = "listens";

    /** Twice what HAProxy takes to notice, by the checks in its configuration, and a little more. */
    private static final Duration DRAIN_DELAY = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST_MILLIS = 10_000;

    private final String name;

    private Member(String name) {
        this.name = name;
    }

    /**
     * Runs until SIGTERM, or until its standard input ends with whoever has started it.
     *
     * @param args its name, and where it listens; {@code plain} behind these where nobody puts PROXY in front
     * @throws Exception where it cannot start
     */
    public static void main(String[] args) throws Exception {
        Member member = new Member(args[0]);
        SignedCookies cookies = SignedCookies.of(System.getenv(KEY));
        Server server = Server.builder()
                .handler(((Middleware) Member::withSchemeOfClient)
                        .then(Sessions.inCookie(cookies))
                        .wrap(member.routes()))
                .listener(listener(args))
                // For WebSockets, which HAProxy passes on over HTTP/2 where it may.
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()))
                // HAProxy says https to all of its members, and nobody else comes here.
                .trustTargetScheme(true)
                .drainDelay(DRAIN_DELAY)
                .build();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.shutdown(GRACE)));
        Thread.ofPlatform().daemon().start(Member::endWithParent);
        System.out.println(LISTENS);
        server.awaitStop();
    }

    private static ListenerConfig listener(String[] args) {
        ListenerConfig.Builder listener = ListenerConfig.on(args[1]).name("instance-" + args[0]);
        boolean plain = args.length > 2 && args[2].equals("plain");
        return plain
                ? listener.build()
                : listener.proxyProtocol(ProxyProtocol.from("unix")).build();
    }

    /** What the client has asked for, https or not, is what HAProxy says of TLS in front of the connection. */
    private static Handler withSchemeOfClient(Handler next) {
        return (w, r) -> {
            boolean tls = r.attribute(ProxyInfo.KEY)
                    .flatMap(ProxyInfo::tls)
                    .filter(ProxyInfo.Tls::used)
                    .isPresent();
            next.serve(w, r.withScheme(tls ? "https" : "http"));
        };
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said there.
            }
        } catch (IOException e) {
            System.err.println("weir: " + e);
        }
        System.exit(1);
    }

    private ServeMux routes() throws IOException {
        ServeMux mux = new ServeMux();
        byte[] page = page();
        mux.handle(
                "GET /{$}",
                (w, _) -> w.header("Content-Type", "text/html; charset=utf-8").write(page));
        mux.handle("GET /who", this::who);
        mux.handle("POST /visits", this::visit);
        mux.handle("POST /echo", (w, r) -> r.content().transferTo(w));
        mux.handle("GET /slow/{ms}", this::slow);
        mux.handle("/ws", WebSockets.handler(this::tell));
        mux.handle("GET /health/live", Health.live());
        mux.handle("GET /health/ready", Health.ready());
        return mux;
    }

    private static byte[] page() throws IOException {
        try (InputStream in = Member.class.getResourceAsStream("index.html")) {
            return Objects.requireNonNull(in, "the program's jar lacks cluster/index.html")
                    .readAllBytes();
        }
    }

    /** Which instance answers whom, over what, and how often the client has visited any of them. */
    private void who(ResponseWriter w, Request r) throws IOException {
        say(w, r, Sessions.of(r).get("visits").orElse("0"));
    }

    private void visit(ResponseWriter w, Request r) throws IOException {
        Session session = Sessions.of(r);
        String visits = "" + (session.get("visits").map(Integer::parseInt).orElse(0) + 1);
        session.set("visits", visits);
        say(w, r, visits);
    }

    private void say(ResponseWriter w, Request r, String visits) throws IOException {
        w.write("instance " + name + ", process " + ProcessHandle.current().pid() + ", " + r.protocol() + ", client "
                + r.remoteAddress() + ", visits " + visits + "\n");
    }

    private void slow(ResponseWriter w, Request r) throws IOException, InterruptedException {
        Thread.sleep(Math.clamp(Long.parseLong(r.pathValue("ms")), 0, MOST_MILLIS));
        w.write("instance " + name + "\n");
    }

    /** Says each second who it is, until the client goes or is told with 1001 that this instance does. */
    private void tell(WebSocket ws) throws IOException, InterruptedException {
        ws.sendOnly();
        do {
            ws.send("instance " + name);
        } while (!ws.awaitEnd(TICK));
    }
}
