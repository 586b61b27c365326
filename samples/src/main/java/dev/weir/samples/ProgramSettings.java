package dev.weir.samples;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.settings.Setting;
import dev.weir.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of the servers: from the weakest source to the strongest the program's own, a file, the environment, system
 * properties, and the command line.
 */
final class ProgramSettings {
    private static final String LISTENER = "listener.";
    private static final String ADDRESS = "address";
    private static final String TLS = "tls.";
    private static final String CERTIFICATE = "tls.certificate";
    private static final String KEY = "tls.key";
    private static final String STORE = "tls.pkcs12";
    private static final String OWN = "default of the program";

    /** The names of settings by those of their options, with their dashes. */
    private static final Map<String, String> BY_OPTION = byOption();

    private final Settings.Builder sources = Settings.builder();
    private boolean development;
    private Settings settings;

    private ProgramSettings(Options options, Map<String, String> environment, Properties properties)
            throws IOException, UsageException {
        sources.set("http2.extended-connect", "on", OWN);
        if (options.program() != Options.Program.ECHO) {
            sources.set("errors", "accept", OWN);
        }
        Path file = options.settingsFile();
        String named = properties.getProperty("weir.settings", environment.getOrDefault("WEIR_SETTINGS", ""));
        if (file != null || !named.isEmpty()) {
            sources.file(file != null ? file : Values.path(named));
        }
        sources.environment(environment).properties(properties);
        for (Map.Entry<String, String> each : options.given().entrySet()) {
            sources.set(each.getKey(), each.getValue(), "option " + option(each.getKey()));
        }
        boolean certificate = sources.hasAny(CERTIFICATE) || sources.hasAny(KEY) || sources.hasAny(STORE);
        if ((certificate || options.hasTlsPort()) && !sources.hasAny("tls.provider")) {
            sources.set("tls.provider", "jsse", OWN);
        }
        if (options.hasTlsPort() && !certificate) {
            settings = development("made at the start");
        } else {
            settings = sources.build();
        }
    }

    /**
     * Reads them.
     *
     * @throws UsageException where a value is none, with the name of its source
     */
    static ProgramSettings read(Options options, Map<String, String> environment, Properties properties)
            throws UsageException {
        try {
            return new ProgramSettings(options, environment, properties);
        } catch (IllegalArgumentException | IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, String> byOption() {
        Map<String, String> names = new LinkedHashMap<>();
        for (Setting setting : Settings.all()) {
            if (!setting.name().startsWith(LISTENER)) {
                names.put(option(setting.name()), setting.name());
            }
        }
        names.put("--cert", CERTIFICATE);
        names.put("--key", KEY);
        return names;
    }

    private static String option(String setting) {
        return "--" + (setting.startsWith(LISTENER) ? setting : setting.replace('.', '-'));
    }

    /** Returns the setting that an option stands for; empty for none. */
    static String named(String option) {
        return option.startsWith("--" + LISTENER) ? option.substring(2) : BY_OPTION.getOrDefault(option, "");
    }

    /** Whether a setting takes several values, so that each may have an option of its own. */
    static boolean isList(String name) {
        return Settings.all().stream()
                .anyMatch(
                        setting -> setting.name().equals(name) && setting.form().endsWith(",..."));
    }

    /** Returns the lines of the help. */
    static String help() {
        StringBuilder text = new StringBuilder();
        for (Setting setting : Settings.all()) {
            String option = option(setting.name()).substring(2);
            text.append(new Option(option, setting.form(), setting.standard(), setting.help(), (o, t) -> {}).line())
                    .append('\n');
        }
        return text.toString();
    }

    /** Returns the names of the options, with their dashes. */
    static List<String> options() {
        return List.copyOf(BY_OPTION.keySet());
    }

    /** Whether something says where to listen. */
    boolean hasPlace() {
        return settings.hasAny(ADDRESS) || settings.hasAny(LISTENER);
    }

    /** Whether something is set of TLS for the server at the address. */
    boolean hasTls() {
        return settings.hasAny(TLS);
    }

    /** Returns where to listen; empty where that is not set. */
    String address() {
        return settings.value(ADDRESS).orElse("");
    }

    /** Whether a listener speaks TLS; without a listener of this name the one at the address does. */
    boolean isSecure(String listener) {
        String prefix = LISTENER + listener + ".";
        return settings.hasAny(settings.hasAny(prefix) ? prefix + TLS : TLS);
    }

    /** Whether the certificate is one for development. */
    boolean isDevelopment() {
        return development;
    }

    /** Says where the certificate for development is. */
    void developmentCertificate(Path store) {
        settings = development(store.toString());
    }

    private Settings development(String store) {
        development = true;
        String source = "certificate for development";
        return sources.set(STORE, store, source)
                .set("tls.password", DevCertificate.PASSWORD, source)
                .build();
    }

    /** Returns a builder of the server that all is for. */
    ServerBuilder all() {
        return Server.builder().settings(settings);
    }

    /** Returns a builder of the server beside the one with TLS. */
    ServerBuilder plain() {
        return Server.builder().settings(settings.without(TLS));
    }

    /** Returns a builder of a server with TLS, at an address of its own. */
    ServerBuilder secure() {
        return Server.builder().settings(settings.without(LISTENER));
    }

    /** Returns a table of names, values and sources. */
    String table() {
        return settings.table();
    }
}
