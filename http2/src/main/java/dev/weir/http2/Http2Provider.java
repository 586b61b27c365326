package dev.weir.http2;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.engine.ClientPreface;
import dev.weir.http2.engine.Http2Protocol;
import java.util.Objects;

/**
 * HTTP/2 (RFC 9113) under the ALPN name {@code h2}, and without TLS for clients with prior knowledge, recognised by
 * their preface. {@code ServiceLoader} finds it when its module is on the module path; one with other limits is given
 * to {@code Server.builder().protocol(new Http2Provider(config))}.
 */
public final class Http2Provider implements ProtocolProvider {
    private final Http2Config config;

    /** Makes a provider with the limits of {@link Http2Config#DEFAULT}. */
    public Http2Provider() {
        this(Http2Config.DEFAULT);
    }

    /**
     * Makes a provider with the given limits.
     *
     * @param config the limits
     */
    public Http2Provider(Http2Config config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public byte[] preface() {
        return ClientPreface.BYTES.clone();
    }

    @Override
    public Protocol open(ServerContext server) {
        return new Http2Protocol(server, config);
    }
}
