package dev.weir.samples;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of serving a folder, and what they say. */
final class ServeSettings {
    static final List<Option> ALL = List.of(
            new Option(
                    "bind",
                    "NAME",
                    "localhost",
                    "name or address to listen on; 0.0.0.0 for other machines too",
                    (o, text) -> o.host(Values.name(text))),
            new Option(
                    "tls",
                    "",
                    "off",
                    "HTTPS in place of HTTP, by --cert and --key or one made for localhost",
                    (o, text) -> o.serve().tls = Values.onOff(text)),
            new Option(
                    "no-listing",
                    "",
                    "off",
                    "a folder without index.html is 404, not a list of its files",
                    (o, text) -> o.serve().listing = !Values.onOff(text)),
            new Option(
                    "live",
                    "",
                    "off",
                    "pages reload in the browser when a file has changed: HTML gets a script for it",
                    (o, text) -> o.serve().live = Values.onOff(text)));

    private @Nullable Path folder;
    private boolean tls;
    private boolean listing = true;
    private boolean live;

    void folder(String name) throws UsageException {
        if (folder != null) {
            throw new UsageException("one folder at a time: what is " + name + "? (see weir serve --help)");
        }
        folder = Values.path(name);
    }

    /** Returns what is served: this folder, where none was named. */
    Path folder() {
        Path named = folder;
        return named == null ? Path.of("") : named;
    }

    /** Returns whether the one port speaks TLS. */
    boolean tls() {
        return tls;
    }

    /** Returns whether folders without an index are listed. */
    boolean listing() {
        return listing;
    }

    /** Returns whether pages reload by themselves. */
    boolean live() {
        return live;
    }
}
