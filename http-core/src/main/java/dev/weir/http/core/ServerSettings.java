package dev.weir.http.core;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.connection.ConnectionReports;
import dev.weir.http.core.connection.ConnectionState;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.connection.TlsHandshaker;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.http.core.log.ServerLog;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.channel.HandshakeLimit;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one server: those of its listener and its life cycle, and the {@link ServerConfig} for its engines. What an
 * engine reads belongs there, all else here.
 */
final class ServerSettings {
    final SocketAddress address;
    final int backlog;
    final Handler handler;
    final ServerConfig config;
    final ServerLog log;
    final ErrorRenderer errors;
    /** Null without a listener. */
    final @Nullable Consumer<RequestEnd> requestListener;
    /** Says who hears of a request's end; null without a listener. */
    final @Nullable Function<Request, Consumer<RequestEnd>> requestBeginnings;

    final List<ConnectionListener> connectionListeners;
    final int maxConnections;
    final long maxBufferedBytes;
    /** Null without TLS. */
    final @Nullable TlsConfig tls;

    final List<Runnable> shutdownHooks;
    final Duration drainDelay;

    private final int loops;
    private final HandlerThreads handlerThreads;
    private final int maxHandshakes;
    private final @Nullable ConnStateListener listener;
    private final Map<String, Protocol> given;
    private final Map<String, ProtocolProvider> chosen;
    private final List<String> only;
    private final Set<String> without;
    private final boolean h2c;
    private final Map<AttributeKey<?>, Object> baseAttributes;
    private final @Nullable BiConsumer<Attachments, SocketAddress> connContext;

    ServerSettings(ServerBuilder builder, ServerConfig config) {
        this.address =
                ListenAddress.parse(builder.address != null ? builder.address : builder.tls == null ? ":80" : ":443");
        this.backlog = builder.backlog;
        this.handler = builder.handler;
        this.config = config;
        this.log = ServerLog.named(builder.log);
        this.errors = builder.errors;
        RequestListener ends = builder.requestListener;
        this.requestListener = ends == null ? null : ends::ended;
        this.requestBeginnings = ends == null ? null : beginnings(ends, ends::ended);
        this.connectionListeners = List.copyOf(builder.connectionListeners);
        this.maxConnections = builder.maxConnections;
        this.maxBufferedBytes = builder.maxBufferedBytes;
        this.tls = builder.tls;
        this.shutdownHooks = List.copyOf(builder.shutdownHooks);
        this.drainDelay = builder.drainDelay;
        this.loops = builder.loops;
        this.handlerThreads = builder.handlerThreads;
        this.maxHandshakes = builder.maxHandshakes;
        this.listener = builder.listener;
        this.given = Map.copyOf(builder.given);
        this.chosen = Map.copyOf(builder.chosen);
        this.only = builder.only;
        this.without = Set.copyOf(builder.without);
        this.h2c = builder.h2c;
        Attachments base = new Attachments(Map.of());
        if (builder.baseContext != null) {
            builder.baseContext.accept(base);
        }
        this.baseAttributes = base.values();
        this.connContext = builder.connContext;
    }

    private static Function<Request, Consumer<RequestEnd>> beginnings(
            RequestListener listener, Consumer<RequestEnd> always) {
        return request -> {
            RequestListener begun = RequestListeners.begin(listener, request);
            return begun == listener ? always : begun::ended;
        };
    }

    /** The settings by name, as people are to read them; may be changed. */
    Map<String, String> shown() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("address", String.valueOf(address));
        all.put("tls", tls == null ? "off" : tls.versions().toString());
        all.put("loops", Integer.toString(loops));
        all.put("handlerThreads", handlerThreads.toString());
        all.put("maxHandshakes", Integer.toString(maxHandshakes));
        all.put("maxConnections", number(maxConnections));
        all.put("maxBufferedBytes", Long.toString(maxBufferedBytes));
        all.put("backlog", Integer.toString(backlog));
        all.put("drainDelay", time(drainDelay));
        all.put("readHeaderTimeout", time(config.readHeaderTimeout()));
        all.put("readTimeout", time(config.readTimeout()));
        all.put("writeTimeout", time(config.writeTimeout()));
        all.put("idleTimeout", time(config.idleTimeout()));
        all.put("lingerTimeout", time(config.lingerTimeout()));
        all.put("minRequestRate", number(config.minRequestRate()));
        all.put("maxHeaderBytes", number(config.maxHeaderBytes()));
        all.put("maxHeaderCount", number(config.maxHeaderCount()));
        all.put("maxTargetBytes", number(config.maxTargetBytes()));
        all.put("responseBufferSize", Integer.toString(config.responseBufferSize()));
        all.put("maxDrainBytes", number(config.maxDrainBytes()));
        all.put("answerOptionsAsterisk", Boolean.toString(config.answerOptionsAsterisk()));
        all.put("sendDate", Boolean.toString(config.sendDate()));
        all.put("cancelOnHalfClose", Boolean.toString(config.cancelOnHalfClose()));
        all.put("trustTargetScheme", Boolean.toString(config.trustTargetScheme()));
        all.put("h2c", Boolean.toString(h2c));
        return all;
    }

    private static String number(long value) {
        return value == 0 ? "none" : Long.toString(value);
    }

    private static String time(Duration value) {
        return value.isZero() ? "none" : value.toMillis() + " ms";
    }

    ProtocolTable openProtocols(ServerContext context) {
        List<ProtocolProvider> providers = new ArrayList<>(chosen.values());
        for (ProtocolProvider found : ServiceLoader.load(ProtocolProvider.class)) {
            if (!chosen.containsKey(found.name())) {
                providers.add(found);
            }
        }
        return ProtocolTable.open(context, providers, given, only, without, h2c);
    }

    Loops openLoops(DefaultServerContext context, String name) throws IOException {
        return new Loops(
                context, context::logFailure, name, loops, handlerThreads == HandlerThreads.VIRTUAL, Selector::open);
    }

    /** Receives the connections' changes of phase; null without a listener. */
    ConnectionState.@Nullable Listener stateListener() {
        return listener == null ? null : (id, remote, phase) -> listener.changed(id, remote, ConnState.of(phase));
    }

    /** Returns what the application attaches to the requests of a connection. */
    Map<AttributeKey<?>, Object> attributes(SocketAddress remote) {
        if (connContext == null) {
            return baseAttributes;
        }
        Attachments attachments = new Attachments(baseAttributes);
        connContext.accept(attachments, remote);
        return attachments.values();
    }

    /** Returns what the configuration has, or what is found; null without TLS. */
    @Nullable
    TlsProvider findTls() throws TlsConfigException {
        return tls == null ? null : tls.provider();
    }

    /** Null without TLS. */
    @Nullable
    TlsHandshaker openTls(
            DefaultServerContext context,
            ProtocolTable protocols,
            @Nullable TlsProvider provider,
            ConnectionReports reports)
            throws IOException {
        if (tls == null || provider == null) {
            return null;
        }
        TlsServerContext opened = tls.toBuilder().provider(provider).build().open(protocols.names());
        return new TlsHandshaker(context, opened, new HandshakeLimit(maxHandshakes), reports);
    }
}
