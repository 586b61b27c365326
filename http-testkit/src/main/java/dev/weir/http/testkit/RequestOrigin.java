package dev.weir.http.testkit;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ConnectionInfo;
import java.net.SocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Where a request in memory comes from: addresses, TLS and attributes as its builder was given them. Does not change. */
final class RequestOrigin implements ConnectionInfo {
    private final RecorderContext server;
    private final SocketAddress remoteAddress;
    private final SocketAddress localAddress;
    private final Optional<TlsInfo> tls;
    private final Map<AttributeKey<?>, Object> attributes;

    RequestOrigin(RequestBuilder builder) {
        this.server = new RecorderContext(builder.errors);
        this.remoteAddress = builder.remoteAddress;
        this.localAddress = builder.localAddress;
        this.tls = Optional.ofNullable(builder.tls);
        this.attributes = new IdentityHashMap<>(builder.attributes);
    }

    @Override
    public RecorderContext server() {
        return server;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    @SuppressWarnings("unchecked") // the builder takes key and value of one type
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return Optional.ofNullable((T) attributes.get(key));
    }
}
