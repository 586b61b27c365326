package dev.weir.http2.field;

import dev.weir.http.api.Status;
import dev.weir.http.api.TunnelProtocol;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Which extended CONNECT (RFC 8441) clients are offered.
 *
 * @param offered whether they are offered it at all
 * @param names the protocols that it is for, in lower case; empty for every one, whose names handlers decide about
 */
public record TunnelOffer(boolean offered, List<String> names) {
    /**
     * Makes the offer of a server.
     *
     * @param set as it was configured; empty for the protocols that modules on the path speak, if there are any
     */
    public static TunnelOffer of(Optional<Boolean> set) {
        return set.isPresent() ? new TunnelOffer(set.get(), List.of()) : of(ServiceLoader.load(TunnelProtocol.class));
    }

    static TunnelOffer of(Iterable<TunnelProtocol> protocols) {
        List<String> names = new ArrayList<>();
        for (TunnelProtocol protocol : protocols) {
            names.add(Ascii.lower(protocol.name()));
        }
        return new TunnelOffer(!names.isEmpty(), List.copyOf(names));
    }

    /**
     * Returns the refusal of a request for a protocol; null for none. RFC 8441 has no answer to a protocol that is not
     * spoken; 501 is that of RFC 9220 section 3 for the same request over HTTP/3. A handler that knows no extended
     * CONNECT would answer 200 to one, and the client take that for a tunnel.
     */
    @Nullable
    Refusal refusal(String protocol) {
        for (String name : names) {
            if (Ascii.equalsIgnoreCase(protocol, name)) {
                return null;
            }
        }
        return names.isEmpty() ? null : new Refusal(Status.NOT_IMPLEMENTED, "no module speaks this :protocol");
    }
}
