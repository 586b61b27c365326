package dev.weir.tls.spi;

import dev.weir.tls.spi.TlsCapabilities.Feature;
import java.util.List;
import java.util.Set;

/** Checks of a configuration against the capabilities of a provider. Stateless. */
final class CapabilityRules {
    private CapabilityRules() {}

    /**
     * Checks that a provider supports all that a configuration requires.
     *
     * @param config the configuration
     * @param alpn the application protocols to be served
     * @param provider the provider
     * @throws TlsConfigException when it does not; the message says what to change
     */
    static void check(TlsConfig config, List<String> alpn, TlsProvider provider) throws TlsConfigException {
        TlsCapabilities capabilities = provider.capabilities();
        for (String version : config.versions()) {
            require(
                    capabilities.versions().contains(version),
                    provider,
                    "does not support " + version + ", only " + capabilities.versions());
        }
        for (String group : config.namedGroups()) {
            require(
                    capabilities.namedGroups().contains(group),
                    provider,
                    "does not support the key exchange group " + group + ", only " + capabilities.namedGroups());
        }
        checkFeatures(config, alpn, provider, capabilities.features());
        for (TlsCertificate certificate : config.certificates().certificates()) {
            require(
                    capabilities.keyTypes().contains(certificate.keyType()),
                    provider,
                    "cannot sign with the key of " + certificate + ", whose type is " + certificate.keyType()
                            + ", only with " + capabilities.keyTypes());
        }
    }

    private static void checkFeatures(TlsConfig config, List<String> alpn, TlsProvider provider, Set<Feature> features)
            throws TlsConfigException {
        require(alpn.isEmpty() || features.contains(Feature.ALPN), provider, "does not support ALPN (RFC 7301)");
        require(
                config.clientAuth() == ClientAuth.NONE || features.contains(Feature.CLIENT_CERTIFICATES),
                provider,
                "does not support client certificates");
        require(
                config.sessions().isEmpty() || features.contains(Feature.SESSION_CACHE),
                provider,
                "has no session cache");
        if (config.sessionTickets().isPresent()) {
            boolean wanted = config.sessionTickets().get();
            require(
                    features.contains(wanted ? Feature.SESSION_TICKETS : Feature.TICKETS_OPTIONAL),
                    provider,
                    wanted ? "does not support session tickets" : "cannot disable session tickets");
        }
    }

    private static void require(boolean supported, TlsProvider provider, String otherwise) throws TlsConfigException {
        if (!supported) {
            throw new TlsConfigException("the TLS provider " + provider.name() + " " + otherwise
                    + ": change the TLS configuration or choose another provider");
        }
    }
}
