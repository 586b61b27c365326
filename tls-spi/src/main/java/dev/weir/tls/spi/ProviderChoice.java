package dev.weir.tls.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Which of the providers that are present is taken. */
final class ProviderChoice {
    private ProviderChoice() {}

    static List<TlsProvider> found() throws TlsConfigException {
        try {
            List<TlsProvider> found = new ArrayList<>();
            ServiceLoader.load(TlsProvider.class).forEach(found::add);
            return found;
        } catch (ServiceConfigurationError e) {
            throw new TlsConfigException("a TLS provider cannot be loaded: " + e.getMessage(), e);
        }
    }

    static TlsProvider choose(List<TlsProvider> found, Optional<String> name) throws TlsConfigException {
        List<TlsProvider> best;
        if (name.isPresent()) {
            best = found.stream().filter(p -> p.name().equals(name.get())).toList();
        } else {
            int top = found.stream().mapToInt(TlsProvider::priority).max().orElse(0);
            best = found.stream().filter(p -> p.priority() == top).toList();
        }
        if (best.size() == 1) {
            return best.getFirst();
        }
        String wanted = name.map(n -> "TLS provider \"" + n + "\"").orElse("TLS provider of the highest priority");
        if (best.isEmpty()) {
            throw new TlsConfigException("no " + wanted + " found; found: " + describe(found));
        }
        throw new TlsConfigException(best.size() + " candidates for the " + wanted + ": remove one"
                + (name.isPresent() ? "" : ", or name the provider in TlsConfig") + "; found: " + describe(found));
    }

    private static String describe(List<TlsProvider> found) {
        return found.isEmpty() ? "none" : found.stream()
                .sorted(Comparator.comparingInt(TlsProvider::priority).reversed().thenComparing(TlsProvider::name))
                .map(p -> p.name() + " (priority " + p.priority() + ", " + p.getClass().getName() + ")")
                .collect(Collectors.joining(", "));
    }
}
