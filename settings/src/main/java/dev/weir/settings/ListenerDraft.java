package dev.weir.settings;

import static dev.weir.settings.Forms.ADDRESS;
import static dev.weir.settings.Forms.NAME;
import static dev.weir.settings.Forms.NUMBER;
import static dev.weir.settings.Forms.SWITCH;
import static dev.weir.settings.Forms.TIME;

import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a listener that has a name. */
final class ListenerDraft {
    static final String PREFIX = "listener.";
    /** What stands before the names of its settings where they are listed. */
    static final String PATTERN = "listener.NAME.";

    private static final String INHERITED = "inherited";

    /** The address is the first, as it makes the builder. */
    private static final List<Entry<ListenerDraft>> ALL = List.of(
            Entry.of(
                    "address",
                    ADDRESS,
                    "",
                    "where it listens, as address; or inherited, for the standard input",
                    (draft, text) -> draft.listener =
                            text.equals(INHERITED) ? ListenerConfig.inherited() : ListenerConfig.on(text)),
            Entry.of(
                    "backlog",
                    NUMBER,
                    "that of the server",
                    "as backlog",
                    (draft, number) -> draft.builder().backlog(number)),
            Entry.of(
                    "max-connections",
                    NUMBER,
                    "the server's",
                    "the most connections by it at once, in places of its own",
                    (draft, number) -> draft.builder().maxConnections(number)),
            Entry.of(
                    "read-header-timeout",
                    TIME,
                    "the server's",
                    "as read-header-timeout",
                    (draft, time) -> draft.builder().readHeaderTimeout(time)),
            Entry.of(
                    "read-timeout",
                    TIME,
                    "the server's",
                    "as read-timeout",
                    (draft, time) -> draft.builder().readTimeout(time)),
            Entry.of(
                    "write-timeout",
                    TIME,
                    "the server's",
                    "as write-timeout",
                    (draft, time) -> draft.builder().writeTimeout(time)),
            Entry.of(
                    "idle-timeout",
                    TIME,
                    "the server's",
                    "as idle-timeout",
                    (draft, time) -> draft.builder().idleTimeout(time)),
            Entry.of(
                    "reuse-port",
                    SWITCH,
                    "off",
                    "whether others may listen there too (SO_REUSEPORT)",
                    (draft, on) -> draft.builder().reusePort(on)),
            Entry.of(
                    "redirect-to-https",
                    NUMBER,
                    "",
                    "does nothing but send clients to https, at this port",
                    (draft, port) -> draft.builder().redirectToHttps(port)),
            Entry.of(
                    "unix-mode",
                    new Entry.Form<>("MODE", text -> text),
                    "as the umask has it",
                    "permissions of a Unix socket, such as 660",
                    (draft, mode) -> draft.builder().unixMode(mode)),
            Entry.of(
                    "unix-owner", NAME, "the process's", "whose a Unix socket is", (draft, name) -> draft.owner = name),
            Entry.of("unix-group", NAME, "the process's", "its group", (draft, name) -> draft.group = name));

    private ListenerConfig.@Nullable Builder listener;
    private String owner = "";
    private String group = "";

    private ListenerDraft() {}

    private ListenerConfig.Builder builder() {
        ListenerConfig.Builder made = listener;
        assert made != null : "the address is set first";
        return made;
    }

    /** Returns all settings of a listener, those of its TLS and PROXY protocol among them. */
    static List<Setting> settings() {
        List<Setting> all = new ArrayList<>();
        ALL.forEach(each -> all.add(named(each.setting(), each.setting().help())));
        ProxyDraft.ALL.forEach(each -> all.add(named(each.setting(), "as " + each.name())));
        TlsDraft.ALL.forEach(each -> all.add(named(each.setting(), "as " + each.name())));
        return all;
    }

    private static Setting named(Setting of, String help) {
        return new Setting(PATTERN + of.name(), of.form(), of.standard(), help);
    }

    /**
     * Makes a listener.
     *
     * @param name its name
     * @param files whether files of TLS are read, or what is set is looked at alone
     */
    static ListenerConfig of(Values values, String name, boolean files) {
        String prefix = PREFIX + name + ".";
        ListenerDraft draft = new ListenerDraft();
        if (!values.has(prefix + "address")) {
            throw values.refused(values.first(prefix), "a listener wants weir." + prefix + "address");
        }
        values.set(prefix, ALL, draft);
        ListenerConfig.Builder listener = draft.builder();
        listener.name(name);
        listener.unixOwner(draft.owner, draft.group);
        ProxyProtocol proxy = ProxyDraft.of(values, prefix);
        if (proxy != null) {
            listener.proxyProtocol(proxy);
        }
        TlsDraft tls = TlsDraft.of(values, prefix);
        if (tls != null && files) {
            listener.tls(tls.build(values, prefix));
        }
        try {
            return listener.build();
        } catch (IllegalArgumentException e) {
            throw values.refused(prefix + "address", e);
        }
    }
}
