package dev.weir.tls.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An implementation of TLS, found by {@code ServiceLoader}. The built-in one, {@code jsse}, uses the JDK's TLS.
 *
 * <p><b>To write one</b>, implement this interface, with a public constructor without parameters; declare {@code
 * provides dev.weir.tls.spi.TlsProvider with ...} in the module's descriptor; and extend {@code TlsProviderContract},
 * the test that all providers pass. A provider on another implementation of JSSE only needs {@link
 * dev.weir.tls.spi.jsse.SslContextBridge}; others implement {@link TlsEngine}.
 *
 * <p><b>Threads.</b> Stateless and thread-safe.
 */
public interface TlsProvider {
    /**
     * Returns the name by which configurations select this provider.
     *
     * @return a short name, such as {@code jsse}
     */
    String name();

    /**
     * Returns the priority: a configuration without a provider gets the one of the highest priority.
     *
     * @return the priority; that of {@code jsse} is 0
     */
    int priority();

    /**
     * Returns what this provider supports.
     *
     * @return the capabilities
     */
    TlsCapabilities capabilities();

    /**
     * Opens a configuration that {@link TlsConfig#open} has checked against the {@link #capabilities}; the provider
     * checks the rest, such as its cipher suites.
     *
     * @param config the configuration
     * @param alpn the application protocols to negotiate, in order of preference; empty for no ALPN
     * @return the context that creates engines
     * @throws TlsConfigException when this provider does not support the configuration; the message says what to change
     */
    TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException;

    /**
     * Selects one of the providers that {@code ServiceLoader} finds.
     *
     * @param name the name of the provider; empty for the one of the highest priority
     * @return the provider
     * @throws TlsConfigException when there is no such provider, or more than one; the message names those found
     */
    static TlsProvider select(Optional<String> name) throws TlsConfigException {
        return select(name, ServiceLoader.load(TlsProvider.class));
    }

    /**
     * Selects a provider.
     *
     * @param name the name of the provider; empty for the one of the highest priority
     * @param found the providers to select from
     * @return the provider
     * @throws TlsConfigException as {@link #select(Optional)}
     */
    static TlsProvider select(Optional<String> name, Iterable<TlsProvider> found) throws TlsConfigException {
        List<TlsProvider> best = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (TlsProvider provider : found) {
            names.add(
                    provider.name() + " (" + provider.getClass().getName() + ", priority " + provider.priority() + ")");
            if (name.isPresent()) {
                if (provider.name().equals(name.get())) {
                    best.add(provider);
                }
            } else if (best.isEmpty() || provider.priority() >= best.get(0).priority()) {
                if (!best.isEmpty() && provider.priority() > best.get(0).priority()) {
                    best.clear();
                }
                best.add(provider);
            }
        }
        if (best.isEmpty()) {
            throw new TlsConfigException(
                    "no TLS provider" + name.map(n -> " named \"" + n + "\"").orElse("") + " was found, only: " + names
                            + "; add its module to the module path");
        }
        if (best.size() > 1) {
            throw new TlsConfigException("more than one TLS provider was found: " + names
                    + (name.isPresent()
                            ? "; remove one from the module path"
                            : "; select one by name in the configuration"));
        }
        return best.get(0);
    }
}
