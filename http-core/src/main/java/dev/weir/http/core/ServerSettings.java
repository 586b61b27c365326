package dev.weir.http.core;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.Handler;
import dev.weir.http.core.connection.ConnectionState;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.connection.TlsHandshaker;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.channel.HandshakeLimit;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A server's settings, checked; what {@link Server.Builder} makes. Those without a name there may be null. */
record ServerSettings(
        SocketAddress address,
        int backlog,
        Handler handler,
        ServerConfig config,
        Logger log,
        @Nullable ConnStateListener listener,
        int maxConnections,
        long maxBufferedBytes,
        @Nullable TlsConfig tls,
        int maxHandshakes,
        Map<String, Protocol> given,
        Map<String, ProtocolProvider> chosen,
        List<String> only,
        Set<String> without,
        boolean h2c,
        Map<Attribute<?>, Object> baseAttributes,
        @Nullable BiConsumer<Attachments, SocketAddress> connContext,
        List<Runnable> shutdownHooks) {
    ProtocolTable openProtocols(ServerContext context) {
        List<ProtocolProvider> providers = new ArrayList<>(chosen.values());
        for (ProtocolProvider found : ServiceLoader.load(ProtocolProvider.class)) {
            if (!chosen.containsKey(found.name())) {
                providers.add(found);
            }
        }
        return ProtocolTable.open(context, providers, given, only, without, h2c);
    }

    /** Receives the connections' changes of phase; null without a listener. */
    ConnectionState.@Nullable Listener stateListener() {
        return listener == null ? null : (id, remote, phase) -> listener.changed(id, remote, ConnState.of(phase));
    }

    /** What the application attaches to the requests of a connection. */
    Map<Attribute<?>, Object> attributes(SocketAddress remote) {
        if (connContext == null) {
            return baseAttributes;
        }
        Attachments attachments = new Attachments(baseAttributes);
        connContext.accept(attachments, remote);
        return attachments.values();
    }

    /** Null without TLS. */
    @Nullable
    TlsHandshaker openTls(DefaultServerContext context, ProtocolTable protocols) throws IOException {
        return tls == null
                ? null
                : new TlsHandshaker(context, tls.open(protocols.names()), new HandshakeLimit(maxHandshakes));
    }
}
