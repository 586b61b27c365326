package dev.weir.http.core.connection;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The protocols of one server: found, given by hand, left out; by ALPN name in the order that the server prefers. */
public final class ProtocolTable {
    /**
     * A protocol and how its connections are recognised.
     *
     * @param provider what has opened it; null where it was given by hand
     */
    record Entry(
            String name,
            byte[] preface,
            Protocol protocol,
            @Nullable ProtocolProvider provider) {}

    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final List<Entry> prefaced = new ArrayList<>();
    private @Nullable Entry fallback;

    /**
     * Opens the protocols.
     *
     * @param found the providers that are there
     * @param given those given by hand, by name; they take the place of a provider of the same name
     * @param only the names to use; empty for all
     * @param without names to leave out
     * @param prefaces whether connections without TLS are recognised by their preface
     */
    public static ProtocolTable open(
            ServerContext server,
            Iterable<ProtocolProvider> found,
            Map<String, Protocol> given,
            List<String> only,
            Set<String> without,
            boolean prefaces) {
        Map<String, ProtocolProvider> providers = new LinkedHashMap<>();
        for (ProtocolProvider provider : found) {
            ProtocolProvider other = providers.put(provider.name(), provider);
            if (other != null && !given.containsKey(provider.name())) {
                throw new IllegalStateException("two providers of the protocol " + provider.name() + ": "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName()
                        + "; take one off the module path");
            }
        }
        ProtocolTable table = new ProtocolTable();
        List<ProtocolProvider> ordered = new ArrayList<>(providers.values());
        ordered.sort(Comparator.comparingInt(ProtocolProvider::priority).reversed());
        for (ProtocolProvider provider : ordered) {
            String name = provider.name();
            if (without.contains(name) || !only.isEmpty() && !only.contains(name)) {
                continue;
            }
            Protocol protocol = given.get(name);
            Entry entry = protocol != null
                    ? new Entry(name, provider.preface(), protocol, null)
                    : new Entry(name, provider.preface(), provider.open(server), provider);
            table.byName.put(name, entry);
            if (prefaces && entry.preface.length > 0) {
                table.prefaced.add(entry);
            }
            if (provider.fallback()) {
                if (table.fallback != null) {
                    throw new IllegalStateException("two protocols want the connections that name none: "
                            + table.fallback.name + " and " + name + "; leave one out with withoutProtocol");
                }
                table.fallback = entry;
            }
        }
        given.forEach((name, protocol) -> {
            if (!without.contains(name)) {
                table.byName.putIfAbsent(name, new Entry(name, new byte[0], protocol, null));
            }
        });
        if (table.fallback == null && table.byName.size() == 1) {
            // The only protocol of a server is what its connections speak, whether or not they say so.
            table.fallback = table.byName.values().iterator().next();
        }
        for (String name : only) {
            if (!table.byName.containsKey(name)) {
                throw new IllegalStateException("no provider of the protocol " + name + " is there, only of "
                        + providers.keySet() + "; add its module to the module path, or take it off the list");
            }
        }
        if (table.byName.isEmpty()) {
            throw new IllegalStateException(
                    "no protocol is there: add the module dev.weir.http1, or give one with protocol(name, protocol)");
        }
        return table;
    }

    /**
     * Opens the same protocols once more, for the connections of a listener that has settings of its own. Those that were given by
     * hand are shared.
     *
     * @param listener the server, with the listener's settings
     */
    public ProtocolTable reopen(ServerContext listener) {
        ProtocolTable own = new ProtocolTable();
        byName.forEach((name, entry) -> {
            Entry opened = entry.provider == null
                    ? entry
                    : new Entry(name, entry.preface, entry.provider.open(listener), entry.provider);
            own.byName.put(name, opened);
            if (prefaced.contains(entry)) {
                own.prefaced.add(opened);
            }
            if (fallback == entry) {
                own.fallback = opened;
            }
        });
        return own;
    }

    /** In the order preferred, for the handshake. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Returns the names of what connections can speak: without TLS what has a preface, and the fallback. */
    public List<String> spoken(boolean secure) {
        if (secure) {
            return names();
        }
        return byName.values().stream()
                .filter(entry -> entry == fallback || prefaced.contains(entry))
                .map(Entry::name)
                .toList();
    }

    /** Returns the settings of all protocols, each under the protocol's name. */
    public Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        byName.values()
                .forEach(entry -> entry.protocol()
                        .settings()
                        .forEach((name, value) -> all.put(entry.name() + "." + name, value)));
        return all;
    }

    @Nullable
    Entry named(String name) {
        return byName.get(name);
    }

    /** The protocol of connections that name none; null when there is none. */
    public @Nullable Entry fallback() {
        return fallback;
    }

    public List<Entry> prefaced() {
        return prefaced;
    }

    /** Closes all, also those that were given by hand. */
    public void close() {
        byName.values().forEach(entry -> entry.protocol.close());
    }

    /** Closes those that it has opened itself, for one that was {@linkplain #reopen reopened}. */
    public void closeOwn() {
        byName.values().stream().filter(entry -> entry.provider != null).forEach(entry -> entry.protocol.close());
    }
}
