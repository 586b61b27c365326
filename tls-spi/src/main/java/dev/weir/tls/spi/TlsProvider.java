package dev.weir.tls.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An implementation of TLS. Found by {@code ServiceLoader}; the one on the JDK's own TLS, {@code jsse}, is always there.
 *
 * <p><b>To write one</b>: implement this interface, with a public constructor without parameters; say {@code provides
 * dev.weir.tls.spi.TlsProvider with ...} in the module's descriptor; and extend {@code TlsProviderContract}, the test
 * that all providers pass. A provider on a JSSE of another make needs only {@link
 * dev.weir.tls.spi.jsse.SslContextBridge}; one on something else makes {@link TlsEngine}s of its own.
 *
 * <p><b>Threads.</b> Stateless and thread-safe.
 */
public interface TlsProvider {
    /**
     * The name by which a configuration asks for it.
     *
     * @return a short word, such as {@code jsse}
     */
    String name();

    /**
     * Which provider is taken when the configuration names none: the one with the highest number.
     *
     * @return the number; {@code jsse} has 0
     */
    int priority();

    /**
     * What it can do.
     *
     * @return the capabilities
     */
    TlsCapabilities capabilities();

    /**
     * Checks a configuration and makes it ready. {@link TlsConfig#open} calls it, after it has checked against the
     * {@link #capabilities}; what only the provider can know, such as its cipher suites, is checked here.
     *
     * @param config what the server wants
     * @param alpn the application protocols to agree on, the preferred first; empty for no ALPN
     * @return what makes engines
     * @throws TlsConfigException where the configuration cannot be had from this provider, saying what to change
     */
    TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException;

    /**
     * Finds a provider.
     *
     * @param name the name asked for; empty for the one of the highest priority
     * @return the provider
     * @throws TlsConfigException when there is none of that name, or more than one that it could be; the message names
     *     what was found
     */
    static TlsProvider select(Optional<String> name) throws TlsConfigException {
        return select(name, ServiceLoader.load(TlsProvider.class));
    }

    /**
     * Finds a provider among some.
     *
     * @param name the name asked for; empty for the one of the highest priority
     * @param found those that are there
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
                    "no TLS provider" + name.map(n -> " named \"" + n + "\"").orElse("") + " is there; found: " + names
                            + "; add its module to the module path");
        }
        if (best.size() > 1) {
            throw new TlsConfigException("more than one TLS provider could be meant; found: " + names
                    + (name.isPresent() ? "; take one off the module path" : "; name one in the configuration"));
        }
        return best.get(0);
    }
}
