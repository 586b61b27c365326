package dev.weir.settings;

import static dev.weir.settings.Forms.NETWORKS;
import static dev.weir.settings.Forms.SIZE;
import static dev.weir.settings.Forms.SWITCH;
import static dev.weir.settings.Forms.TIME;

import dev.weir.http.core.ProxyProtocol;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of the PROXY protocol of one listener. */
final class ProxyDraft {
    private static final String SWITCHED = "proxy-protocol";
    private static final String FROM = "proxy.from";

    static final List<Entry<ProxyDraft>> ALL = List.of(
            Entry.of(
                    SWITCHED,
                    SWITCH,
                    "off",
                    "whether each connection begins with a PROXY header",
                    (draft, on) -> draft.on = on),
            Entry.of(
                    FROM,
                    NETWORKS,
                    "",
                    "the proxies that may send it: addresses, 10.0.0.0/8, unix",
                    (draft, networks) -> draft.protocol = ProxyProtocol.from(networks.toArray(String[]::new))),
            Entry.of(
                    "proxy.timeout", TIME, "5s", "the most time for the header", (draft, time) -> draft.timeout = time),
            Entry.of(
                    "proxy.max-bytes",
                    SIZE,
                    "4k",
                    "the most bytes of the header",
                    (draft, bytes) -> draft.maxBytes = bytes));

    private boolean on;
    private @Nullable ProxyProtocol protocol;
    private @Nullable Duration timeout;
    private int maxBytes;

    private ProxyDraft() {}

    /** Returns what is set; null where it is off. */
    static @Nullable ProxyProtocol of(Values values, String prefix) {
        ProxyDraft draft = new ProxyDraft();
        values.set(prefix, ALL, draft);
        ProxyProtocol protocol = draft.protocol;
        if (!draft.on) {
            // Networks that are named in vain are no proof that headers are read, as whoever named them believes.
            String named = values.first(prefix + "proxy.");
            if (!named.isEmpty() && !values.has(prefix + SWITCHED)) {
                throw values.refused(named, SWITCHED + " on and " + FROM + " go together");
            }
            return null;
        }
        if (protocol == null) {
            throw values.refused(prefix + SWITCHED, SWITCHED + " on and " + FROM + " go together");
        }
        if (draft.timeout != null) {
            protocol = protocol.withTimeout(draft.timeout);
        }
        if (draft.maxBytes != 0) {
            try {
                protocol = protocol.withMaxBytes(draft.maxBytes);
            } catch (IllegalArgumentException e) {
                throw values.refused(prefix + "proxy.max-bytes", e);
            }
        }
        return protocol;
    }
}
