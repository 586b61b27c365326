package dev.weir.http.core;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.connection.ConnectionState;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.log.ServerLog;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** In the order in which they were given; at least one. */
    final List<ListenerConfig> listeners;

    final int backlog;
    final int maxHandshakes;
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
    final List<Runnable> shutdownHooks;
    final Duration drainDelay;
    final Duration maxConnectionAge;

    private final int loops;
    private final HandlerThreads handlerThreads;
    private final @Nullable ConnStateListener listener;
    private final Map<String, Protocol> given;
    private final Map<String, ProtocolProvider> chosen;
    private final List<String> only;
    private final Set<String> without;
    private final boolean h2c;
    private final Map<AttributeKey<?>, Object> baseAttributes;
    private final @Nullable BiConsumer<Attachments, SocketAddress> connContext;

    ServerSettings(ServerBuilder builder, ServerConfig config) {
        this.listeners = listeners(builder);
        this.backlog = builder.backlog;
        this.handler = handler(builder.handler, listeners);
        this.config = config;
        this.log = ServerLog.named(builder.log);
        this.errors = builder.errors;
        RequestListener ends = builder.requestListener;
        this.requestListener = ends == null ? null : ends::ended;
        this.requestBeginnings = ends == null ? null : beginnings(ends, ends::ended);
        this.connectionListeners = List.copyOf(builder.connectionListeners);
        this.maxConnections = builder.maxConnections;
        this.maxBufferedBytes = builder.maxBufferedBytes;
        this.shutdownHooks = List.copyOf(builder.shutdownHooks);
        this.drainDelay = builder.drainDelay;
        this.maxConnectionAge = builder.maxConnectionAge;
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
        for (ListenerConfig each : listeners) {
            String of = listeners.size() == 1 ? "" : each.name + ".";
            all.put(of + "address", each.source(backlog).toString());
            all.put(of + "tls", each.tls == null ? "off" : each.tls.versions().toString());
            if (each.proxy != null) {
                all.put(of + "proxyProtocol", "on");
            }
            if (each.maxConnections != 0) {
                all.put(each.name + ".maxConnections", number(each.maxConnections));
            }
            ServerConfig own = each.config(config);
            if (own != config) {
                putTimeouts(all, each.name + ".", own);
            }
        }
        all.put("maxConnectionAge", time(maxConnectionAge));
        all.put("loops", Integer.toString(loops));
        all.put("handlerThreads", handlerThreads.toString());
        all.put("maxHandshakes", Integer.toString(maxHandshakes));
        all.put("maxConnections", number(maxConnections));
        all.put("maxBufferedBytes", Long.toString(maxBufferedBytes));
        all.put("backlog", Integer.toString(backlog));
        all.put("drainDelay", time(drainDelay));
        putTimeouts(all, "", config);
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

    private static void putTimeouts(Map<String, String> all, String of, ServerConfig config) {
        all.put(of + "readHeaderTimeout", time(config.readHeaderTimeout()));
        all.put(of + "readTimeout", time(config.readTimeout()));
        all.put(of + "writeTimeout", time(config.writeTimeout()));
        all.put(of + "idleTimeout", time(config.idleTimeout()));
    }

    private static String number(long value) {
        return value == 0 ? "none" : Long.toString(value);
    }

    private static String time(Duration value) {
        return value.isZero() ? "none" : value.toMillis() + " ms";
    }

    /** The listener of the short way, unless there are others alone, and those others. */
    private static List<ListenerConfig> listeners(ServerBuilder builder) {
        List<ListenerConfig> all = new ArrayList<>();
        TlsConfig tls = builder.tls;
        ProxyProtocol proxy = builder.proxy;
        if (builder.listeners.isEmpty() || builder.address != null || tls != null || proxy != null) {
            ListenerConfig.Builder first =
                    ListenerConfig.on(builder.address != null ? builder.address : tls == null ? ":80" : ":443");
            if (tls != null) {
                first.tls(tls);
            }
            if (proxy != null) {
                first.proxyProtocol(proxy);
            }
            all.add(first.build());
        }
        all.addAll(builder.listeners);
        Set<String> names = new HashSet<>();
        for (ListenerConfig each : all) {
            if (!names.add(each.name)) {
                throw new IllegalArgumentException(
                        "two listeners have the name \"" + each.name + "\": give each its own");
            }
        }
        return List.copyOf(all);
    }

    /** Gives each listener its own handler, where one has it. */
    private static Handler handler(Handler standard, List<ListenerConfig> listeners) {
        Map<String, Handler> own = new HashMap<>();
        for (ListenerConfig each : listeners) {
            if (each.handler != null) {
                own.put(each.name, each.handler);
            }
        }
        return own.isEmpty()
                ? standard
                : (w, r) -> own.getOrDefault(r.attribute(ListenerConfig.NAME).orElse(""), standard)
                        .serve(w, r);
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

    /** Makes what is attached to the requests of a connection that came by a listener. */
    Function<ConnectionInfo, Map<AttributeKey<?>, Object>> attributes(String listener) {
        Map<AttributeKey<?>, Object> base = new Attachments(baseAttributes)
                .put(ListenerConfig.NAME, listener)
                .values();
        return connection -> {
            Optional<ProxyInfo> proxy = connection.proxy();
            if (proxy.isEmpty() && connContext == null) {
                return base;
            }
            Attachments attachments = new Attachments(base);
            proxy.ifPresent(info -> attachments.put(ProxyInfo.KEY, info));
            if (connContext != null) {
                connContext.accept(attachments, connection.remoteAddress());
            }
            return attachments.values();
        };
    }
}
