package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.handshake.SignatureSchemes;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Creates engines of an {@link SSLContext}. */
final class JsseContext implements TlsServerContext {
    private static final SNIMatcher ANY_NAME = new AnyServerName();

    private final SSLContext context;
    private final List<String> alpn;
    private final SSLParameters parameters;
    /** Sets the provider's own parameters. */
    private final Consumer<SSLEngine> last;

    JsseContext(SSLContext context, TlsConfig config, List<String> alpn, String[] suites, Consumer<SSLEngine> last) {
        this.context = context;
        this.alpn = alpn;
        this.parameters = parameters(context, config, suites);
        this.last = last;
    }

    /** Returns what all engines are set to: made once, as an engine copies what it gets. */
    private static SSLParameters parameters(SSLContext context, TlsConfig config, String[] suites) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(config.versions().toArray(String[]::new));
        parameters.setCipherSuites(suites);
        parameters.setUseCipherSuitesOrder(true);
        if (!config.namedGroups().isEmpty()) {
            parameters.setNamedGroups(config.namedGroups().toArray(String[]::new));
        }
        switch (config.clientAuth()) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANT -> parameters.setWantClientAuth(true);
            case NEED -> parameters.setNeedClientAuth(true);
        }
        parameters.setSNIMatchers(List.of(ANY_NAME));
        parameters.setSignatureSchemes(SignatureSchemes.names());
        return parameters;
    }

    @Override
    public TlsEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        if (!alpn.isEmpty()) {
            // The server's preference decides; null fails with no_application_protocol (RFC 7301 section 3.2).
            engine.setHandshakeApplicationProtocolSelector((e, offered) -> first(offered));
        }
        last.accept(engine);
        return new JsseEngine(engine);
    }

    private @Nullable String first(List<String> offered) {
        for (String name : alpn) {
            if (offered.contains(name)) {
                return name;
            }
        }
        return null;
    }
}
