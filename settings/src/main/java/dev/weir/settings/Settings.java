package dev.weir.settings;

import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.settings.Values.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a server that come from outside: from a file, the environment and system properties.
 *
 * <pre>{@code
 * Server.builder().settings(Settings.load()).handler(mux).build().listenAndServe();
 * }</pre>
 *
 * <p>A setting has the name of the builder's method, in small letters with dashes: {@code idleTimeout} is {@code
 * weir.idle-timeout} in a file and as a system property, and {@code WEIR_IDLE_TIMEOUT} in the environment. Those of HTTP/2, TLS
 * and listeners have a word before that: {@code weir.http2.max-frame-size}, {@code weir.tls.certificate}, {@code
 * weir.listener.admin.address} of a listener that is named {@code admin}. {@link #all} lists them.
 *
 * <p>A time is {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h} or {@code none}; a size is {@code 4096}, {@code 64k}, {@code
 * 1m} or {@code 2g}, in powers of 1,024.
 *
 * <p>The settings that the builder was given before are replaced where they are set outside, and those that it is given
 * afterwards replace them: so a program's own defaults come before {@code settings(...)}, and what nobody is to change after it.
 *
 * <p>Immutable, but that files of certificates are read when a server is given them.
 */
public final class Settings implements Consumer<ServerBuilder> {
    private final Values values;

    private Settings(Values values) {
        this.values = values;
    }

    /**
     * Reads the settings of this process: those of the file that the system property {@code weir.settings} or the variable {@code
     * WEIR_SETTINGS} names, if one does; over them those of the environment; over them the system properties.
     *
     * @return the settings
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException where a value is none, or a name in the file is unknown; the message says where it stands,
     *     and what is allowed
     */
    public static Settings load() throws IOException {
        Map<String, String> environment = System.getenv();
        String file = System.getProperty("weir.settings", environment.getOrDefault("WEIR_SETTINGS", ""));
        Builder builder = builder();
        if (!file.isEmpty()) {
            builder.file(Path.of(file));
        }
        return builder.environment(environment)
                .properties(System.getProperties())
                .build();
    }

    /**
     * Returns a builder with no settings.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns all settings that there are; those of HTTP/2 where its module is there. In the names of a listener's {@code NAME}
     * stands for its name.
     *
     * @return the settings, in the order in which people may want to read them
     */
    public static List<Setting> all() {
        return List.copyOf(Known.SETTINGS.values());
    }

    /**
     * Reads a time in the form that settings have, for what a program has beside them.
     *
     * @param text such as {@code 500ms}, {@code 5s}, {@code 2m} or {@code 1h}, with nine digits at most; {@code none} for zero
     * @return the time
     * @throws IllegalArgumentException for anything else; its message says what is wanted
     */
    public static Duration time(String text) {
        return Forms.TIME.parser().apply(text);
    }

    /**
     * Sets them on a server's builder, which {@link ServerBuilder#settings} does. Files of certificates are read.
     *
     * @param builder what is set
     * @throws IllegalArgumentException where a file cannot be used; the message says which setting names it
     */
    @Override
    public void accept(ServerBuilder builder) {
        apply(builder, true);
    }

    private void apply(ServerBuilder builder, boolean files) {
        values.set("", ServerEntries.ALL, builder);
        if (values.anyOf(Known.HTTP2)) {
            Http2Entries.apply(values, builder);
        }
        ProxyProtocol proxy = ProxyDraft.of(values, "");
        if (proxy != null) {
            builder.proxyProtocol(proxy);
        }
        TlsDraft tls = TlsDraft.of(values, "");
        if (tls != null && files) {
            builder.tls(tls.build(values, ""));
        }
        for (String name : values.listeners()) {
            ListenerConfig listener = ListenerDraft.of(values, name, files);
            if (files) {
                builder.listener(listener);
            }
        }
    }

    /**
     * Returns the value of a setting, as it was written.
     *
     * @param name the name, such as {@code idle-timeout}
     * @return the value; empty where it is not set
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(Found::text);
    }

    /**
     * Whether any setting is set whose name begins so.
     *
     * @param prefix the beginning of a name, such as {@code tls.}
     * @return whether there is one
     */
    public boolean hasAny(String prefix) {
        return values.anyOf(prefix);
    }

    /**
     * Returns the same without the settings whose names begin so: for a program with several servers, of which not all are to
     * have them.
     *
     * @param prefix the beginning of names, such as {@code tls.}
     * @return other settings
     */
    public Settings without(String prefix) {
        return new Settings(values.without(prefix));
    }

    /**
     * Returns a table for people: a line for each setting with its name, its value and where that is from. Of one that is not set
     * the line has what holds then. Secrets are not shown.
     *
     * @return lines of text
     */
    public String table() {
        Map<String, Setting> rows = new LinkedHashMap<>();
        for (Setting setting : all()) {
            if (!setting.name().startsWith(ListenerDraft.PREFIX)) {
                rows.put(setting.name(), setting);
            }
        }
        for (String listener : values.listeners()) {
            for (Setting setting : ListenerDraft.settings()) {
                rows.put(setting.name().replace("NAME", listener), setting);
            }
        }
        StringBuilder text = new StringBuilder();
        rows.forEach((name, setting) -> {
            Found found = values.get(name);
            String value = found == null ? setting.standard() : setting.isSecret() ? "(secret)" : found.text();
            text.append("weir.").append(name);
            pad(text, name.length() + "weir.".length(), 38).append(value.isEmpty() ? "-" : value);
            pad(text, Math.max(1, value.length()), 26)
                    .append(found == null ? "default" : found.source())
                    .append('\n');
        });
        return text.toString();
    }

    private static StringBuilder pad(StringBuilder text, int length, int width) {
        return text.repeat(' ', Math.max(2, width - length));
    }

    /**
     * Puts settings together: what is added later stands over what was added before.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private final Map<String, Found> found = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds the settings of a file, in UTF-8. A line {@code weir.name = value} is a setting, to the end of the line as it
         * is; nothing is escaped, and nothing goes on in the next line. All other lines are left alone, so that comments
         * begin with {@code #} and other programs may have settings there too.
         *
         * @param file the file
         * @return this
         * @throws IOException where it cannot be read
         * @throws IllegalArgumentException where a name that begins with {@code weir.} is unknown, or set twice
         */
        public Builder file(Path file) throws IOException {
            found.putAll(SettingsFile.read(file));
            return this;
        }

        /**
         * Adds those of the environment. Variables that are empty count as not set; those that begin with {@code WEIR_} and are no
         * setting are left alone, unless they differ from one by two letters or less.
         *
         * @param variables usually {@link System#getenv()}
         * @return this
         * @throws IllegalArgumentException where a name is nearly one of a setting
         */
        public Builder environment(Map<String, String> variables) {
            for (Map.Entry<String, String> each : variables.entrySet()) {
                String variable = each.getKey();
                if (variable.startsWith("WEIR_")) {
                    String name = Known.byVariable(variable);
                    String source = "environment variable " + variable;
                    if (!name.isEmpty()) {
                        add(name, each.getValue(), source);
                    } else {
                        String meant = Known.meant(variable.substring("WEIR_".length()));
                        if (!meant.isEmpty()) {
                            throw new IllegalArgumentException(
                                    source + " is no setting: " + Setting.variable(meant) + " is one");
                        }
                    }
                }
            }
            return this;
        }

        /**
         * Adds system properties. Those that begin with {@code weir.} and are no setting are left alone, unless they differ from
         * one by two letters or less.
         *
         * @param properties usually {@link System#getProperties()}
         * @return this
         * @throws IllegalArgumentException where a name is nearly one of a setting
         */
        public Builder properties(Properties properties) {
            for (String property : properties.stringPropertyNames()) {
                if (property.startsWith("weir.")) {
                    String name = property.substring("weir.".length());
                    if (Known.is(name)) {
                        add(name, properties.getProperty(property), "system property");
                    } else if (!Known.meant(name).isEmpty()) {
                        throw new IllegalArgumentException(Known.unknown(name, "system property"));
                    }
                }
            }
            return this;
        }

        private void add(String name, @Nullable String value, String source) {
            if (value != null && !value.isEmpty()) {
                found.put(name, new Found(value, source));
            }
        }

        /**
         * Adds one setting, as a command line does.
         *
         * @param name the name, such as {@code idle-timeout}
         * @param value the value
         * @param source where it is from, for {@link Settings#table} and errors
         * @return this
         * @throws IllegalArgumentException where there is no such setting
         */
        public Builder set(String name, String value, String source) {
            if (!Known.is(name)) {
                throw new IllegalArgumentException(Known.unknown(name, source));
            }
            found.put(name, new Found(value, source));
            return this;
        }

        /**
         * Whether any setting is set until now whose name begins so.
         *
         * @param prefix the beginning of a name, such as {@code tls.}
         * @return whether there is one
         */
        public boolean hasAny(String prefix) {
            return found.keySet().stream().anyMatch(name -> name.startsWith(prefix));
        }

        /**
         * Returns the settings. All values are looked at, files of certificates apart.
         *
         * @return the settings
         * @throws IllegalArgumentException where a value is none, or does not go with others; the message says what it is, where it
         *     stands, and what is allowed
         */
        public Settings build() {
            Settings settings = new Settings(new Values(found));
            settings.apply(Server.builder(), false);
            return settings;
        }
    }
}
