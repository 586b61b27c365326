package dev.weir.http.api.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Peers that are believed: networks, and whoever connects to a Unix socket where that is said. */
public final class Networks {
    private static final String UNIX = "unix";

    private final List<Network> networks;
    private final boolean unix;

    private Networks(List<Network> networks, boolean unix) {
        this.networks = networks;
        this.unix = unix;
    }

    /**
     * Reads them.
     *
     * @param texts each an address, a network as {@code 10.0.0.0/8}, or {@code unix}
     * @throws IllegalArgumentException where one is none of these, or there is none
     */
    public static Networks of(String... texts) {
        List<Network> found = new ArrayList<>();
        boolean withUnix = false;
        for (String text : texts) {
            if (text.equals(UNIX)) {
                withUnix = true;
            } else {
                found.add(Network.parse(text));
            }
        }
        if (texts.length == 0) {
            throw new IllegalArgumentException("no proxy is named, so none is trusted");
        }
        return new Networks(List.copyOf(found), withUnix);
    }

    /** Whether a peer is one of them. */
    public boolean contains(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return unix && peer instanceof UnixDomainSocketAddress;
        }
        InetAddress address = inet.getAddress();
        if (address != null) {
            for (Network network : networks) {
                if (network.contains(address)) {
                    return true;
                }
            }
        }
        return false;
    }
}
