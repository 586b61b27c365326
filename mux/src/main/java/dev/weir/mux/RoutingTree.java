package dev.weir.mux;

import org.jspecify.annotations.Nullable;

/**
 * All routes: for each host that patterns name a tree of path segments, and one for the patterns without a host.
 * Immutable; {@link #with} shares all that does not change.
 */
final class RoutingTree {
    static final RoutingTree EMPTY = new RoutingTree(LiteralMap.EMPTY, Node.EMPTY);

    /** By host in lower case, with its port where the pattern has one. */
    private final Literals hosts;

    private final Node anyHost;

    private RoutingTree(Literals hosts, Node anyHost) {
        this.hosts = hosts;
        this.anyHost = anyHost;
    }

    RoutingTree with(Registration added) {
        String host = added.pattern.host();
        if (host.isEmpty()) {
            return new RoutingTree(hosts, anyHost.with(added, 0));
        }
        return new RoutingTree(hosts.with(rootOf(host).with(added, 0)), anyHost);
    }

    /** Returns the tree of the patterns that name exactly this host. */
    Node rootOf(String host) {
        if (host.isEmpty()) {
            return anyHost;
        }
        Node root = hosts.get(host);
        return root == null ? Node.of(host) : root;
    }

    /** Returns whether a request's authority makes no difference. */
    boolean ignoresHosts() {
        return hosts.isEmpty();
    }

    /** Returns the tree for an authority as it stands, with its port; or null. */
    @Nullable
    Node withPort(String authority) {
        return hosts.get(authority);
    }

    /** Returns the tree for the host of an authority; or null. */
    @Nullable
    Node withoutPort(String authority) {
        int end = HostNames.end(authority);
        return hosts.get(end == authority.length() ? authority : authority.substring(0, end));
    }

    Node anyHost() {
        return anyHost;
    }
}
