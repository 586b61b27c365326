package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsCapabilities.Feature;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The provider on an {@code SSLContext} of the user. */
final class SslContextProvider implements TlsProvider {
    private final SSLContext context;

    SslContextProvider(SSLContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return "SSLContext of " + context.getProvider().getName();
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TlsCapabilities capabilities() {
        SSLParameters parameters = context.getSupportedSSLParameters();
        String[] groups = parameters.getNamedGroups();
        return new TlsCapabilities(
                Set.of(parameters.getProtocols()),
                EnumSet.complementOf(EnumSet.of(Feature.TICKETS_OPTIONAL)),
                groups == null ? JsseProvider.GROUPS : Set.of(groups),
                JsseProvider.KEY_TYPES);
    }

    @Override
    public TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException {
        return SslContextBridge.ready(context, config, alpn, name(), engine -> {});
    }
}
