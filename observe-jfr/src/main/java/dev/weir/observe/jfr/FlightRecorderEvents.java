package dev.weir.observe.jfr;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.RequestListener;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Configuration;
import jdk.jfr.Event;

/**
 * What a server does, as events of JDK Flight Recorder: {@code weir.Request}, {@code weir.Connection},
 * {@code weir.TlsHandshake}, {@code weir.StreamReset}, {@code weir.GoAway}, {@code weir.LimitReached} and
 * {@code weir.Shutdown}. Add one object twice, to as many servers as you like:
 *
 * <pre>{@code
 * FlightRecorderEvents events = new FlightRecorderEvents();
 * builder.requestListener(events).connectionListener(events);
 * }</pre>
 *
 * <p>While no recording wants them, requests cost two calls more, and nothing is allocated. In a recording without settings of
 * its own, requests are recorded that took 20 ms or more, a thousand a second at most; {@link #settings} records all. What had
 * begun before the recording is not in it. Events hold next to nothing of a request that its client chooses: the first 32
 * characters of its method, and where it is refused for a field, the name of that. No path, no query, no value.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class FlightRecorderEvents implements RequestListener, ConnectionListener {
    // Asked whether events of their types are wanted, and never recorded.
    private static final RequestEvent REQUEST = new RequestEvent();
    private static final ConnectionEvent CONNECTION = new ConnectionEvent();
    private static final HandshakeEvent HANDSHAKE = new HandshakeEvent();
    private static final StreamResetEvent RESET = new StreamResetEvent();
    private static final GoAwayEvent GO_AWAY = new GoAwayEvent();
    private static final LimitEvent LIMIT = new LimitEvent();
    private static final ShutdownEvent SHUTDOWN = new ShutdownEvent();

    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    /** What has begun and not ended, by its connection or server: a connection's handshake before itself. */
    private final ConcurrentHashMap<Object, Event> begun = new ConcurrentHashMap<>();

    /** Creates one. */
    public FlightRecorderEvents() {}

    /**
     * Returns settings for a recording of all that a server does, and of little else: {@code new Recording(settings())}. Their
     * text is the file {@code weir.jfc} that tools take.
     *
     * @return the settings
     */
    public static Configuration settings() {
        try (InputStream in = FlightRecorderEvents.class.getResourceAsStream("weir.jfc");
                InputStreamReader text =
                        new InputStreamReader(Objects.requireNonNull(in, "weir.jfc"), StandardCharsets.UTF_8)) {
            return Configuration.create(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParseException e) {
            throw new AssertionError("weir.jfc is malformed", e);
        }
    }

    // ---- requests

    @Override
    public RequestListener begins(Request request) {
        if (!REQUEST.isEnabled()) {
            return this;
        }
        RequestEvent event = new RequestEvent();
        event.begin();
        return event;
    }

    @Override
    public void ended(RequestEnd end) {
        // One that a handler has seen had begun before the recording.
        if (REQUEST.isEnabled() && !end.handled()) {
            new RequestEvent().ended(end);
        }
    }

    // ---- connections

    @Override
    public void handshakeBegins(ConnectionInfo connection) {
        if (HANDSHAKE.isEnabled()) {
            begin(connection, new HandshakeEvent());
        }
    }

    @Override
    public void handshake(ConnectionInfo connection, Handshake result, String version) {
        Event first = begun.remove(connection);
        if (!HANDSHAKE.isEnabled()) {
            return;
        }
        // One that fails before its first byte has no beginning.
        HandshakeEvent event = first instanceof HandshakeEvent own ? own : new HandshakeEvent();
        if (event.shouldCommit()) {
            event.connectionId = connection.id();
            event.client = text(connection.remoteAddress());
            event.result = result.name();
            event.tlsVersion = version;
            event.commit();
        }
    }

    @Override
    public void serving(ConnectionInfo connection, String protocol) {
        if (CONNECTION.isEnabled()) {
            begin(connection, new ConnectionEvent());
        }
    }

    @Override
    public void closed(ConnectionInfo connection, String protocol) {
        if (begun.remove(connection) instanceof ConnectionEvent event && event.shouldCommit()) {
            event.connectionId = connection.id();
            event.client = text(connection.remoteAddress());
            event.server = text(connection.localAddress());
            event.protocol = protocol;
            event.tlsVersion = connection.tls().map(TlsInfo::protocol).orElse("");
            event.cipher = connection.tls().map(TlsInfo::cipher).orElse("");
            event.commit();
        }
    }

    private void begin(Object of, Event event) {
        event.begin();
        begun.put(of, event);
    }

    @Override
    public void streamReset(ConnectionInfo connection, int stream, boolean byServer, String code, String reason) {
        if (RESET.isEnabled()) {
            StreamResetEvent event = new StreamResetEvent();
            if (event.shouldCommit()) {
                event.connectionId = connection.id();
                event.stream = stream;
                event.byServer = byServer;
                event.code = code;
                event.reason = RequestEvent.reason(reason);
                event.commit();
            }
        }
    }

    @Override
    public void goAway(ConnectionInfo connection, boolean byServer, String code, String reason) {
        if (GO_AWAY.isEnabled()) {
            GoAwayEvent event = new GoAwayEvent();
            event.connectionId = connection.id();
            event.byServer = byServer;
            event.code = code;
            event.reason = RequestEvent.reason(reason);
            event.commit();
        }
    }

    @Override
    public void limited(ConnectionInfo connection, String limit, Measure measure) {
        if (LIMIT.isEnabled()) {
            LimitEvent event = new LimitEvent();
            event.connectionId = connection.id();
            event.client = text(connection.remoteAddress());
            event.limit = limit;
            event.measure = measure.name();
            event.commit();
        }
    }

    // ---- the server

    @Override
    public void shutdownBegins(ServerContext server, Duration grace) {
        if (SHUTDOWN.isEnabled()) {
            ShutdownEvent event = new ShutdownEvent();
            event.grace = millis(grace);
            begin(server, event);
        }
    }

    @Override
    public void shutdownEnds(ServerContext server, int cut) {
        if (begun.remove(server) instanceof ShutdownEvent event) {
            event.cut = cut;
            event.commit();
        }
    }

    /** Returns a time that may be as good as endless. */
    private static long millis(Duration time) {
        return time.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : time.toMillis();
    }

    private static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return inet.getAddress().getHostAddress() + " port " + inet.getPort();
        }
        return address.toString();
    }
}
