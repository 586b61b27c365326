package dev.weir.samples;

import dev.weir.http.core.ServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The command line: which program to run, where it listens, and with what settings. */
final class Options {
    /** The programs that can be run. */
    enum Program {
        /** All routes of the demo. */
        DEMO,
        /** One handler for everything. */
        ECHO,
        /** The files of a folder. */
        SERVE,
        /** Says how to use the others. */
        HELP,
    }

    private static final int STANDARD_PORT = 8080;
    private static final int STANDARD_TLS_PORT = 8443;
    private static final String DIR = "dir";
    private static final String HOST = "host";

    private static final List<Option> OWN = List.of(
            new Option(
                    "port",
                    "N",
                    "8080 unless another is given",
                    "port for HTTP; 0 picks a free one",
                    (o, text) -> o.port = Values.port(text)),
            new Option(
                    "tls-port",
                    "N",
                    "",
                    "port for HTTPS; 0 picks a free one",
                    (o, text) -> o.tlsPort = Values.port(text)),
            new Option(HOST, "NAME", "all addresses", "name or address to listen on", (o, text) -> o.host = text),
            new Option(
                    "admin",
                    "HOST:PORT",
                    "",
                    "where health, metrics and the live page are served, such as 127.0.0.1:9090",
                    (o, text) -> o.admin = Values.name(text)),
            new Option(
                    DIR,
                    "FOLDER",
                    "a small one that is bundled",
                    "what /files/ serves",
                    (o, text) -> o.folder = Values.path(text)),
            new Option(
                    "grace",
                    "TIME",
                    "30s",
                    "how long requests may go on after Ctrl-C or SIGTERM",
                    (o, text) -> o.grace = Values.duration(text)),
            new Option(
                    "settings",
                    "FILE",
                    "",
                    "a file of settings: lines such as weir.idle-timeout = 30s",
                    (o, text) -> o.file = Values.path(text)),
            new Option(
                    "print-settings",
                    "",
                    "off",
                    "shows all settings, and where each is from, and ends",
                    (o, text) -> o.print = Values.onOff(text)));

    private static final Map<String, Option> BY_NAME = byName();

    private Program program;
    private int port = -1;
    private int tlsPort = -1;
    private String host = "";
    private String admin = "";
    private boolean print;
    private @Nullable Path file;
    private @Nullable Path folder;
    private Duration grace = Duration.ofSeconds(30);
    private final List<Consumer<ServerBuilder>> more = new ArrayList<>();
    /** What help is wanted for; null for all. */
    private @Nullable Program topic;
    /** An option that serve alone has, as it was given; empty for none. */
    private String serveOption = "";

    private final ServeSettings serve = new ServeSettings();
    private final MiddlewareSettings middleware = new MiddlewareSettings();
    /** What the command line says of settings, by their names. */
    private final Map<String, String> given = new LinkedHashMap<>();

    private ProgramSettings settings;

    @SuppressWarnings("NullAway.Init") // parse() sets program and settings, or throws
    private Options() {}

    private static Map<String, Option> byName() {
        Map<String, Option> options = new LinkedHashMap<>();
        OWN.forEach(o -> options.put("--" + o.name(), o));
        ServeSettings.ALL.forEach(o -> options.put("--" + o.name(), o));
        MiddlewareSettings.ALL.forEach(o -> options.put("--" + o.name(), o));
        return options;
    }

    /**
     * Reads the command line, and the settings of this process.
     *
     * @param args the arguments
     * @return what they say
     * @throws UsageException when they make no sense
     */
    static Options parse(String... args) throws UsageException {
        return parse(System.getenv(), System.getProperties(), args);
    }

    static Options parse(Map<String, String> environment, Properties properties, String... args) throws UsageException {
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--help") || arg.equals("-h") || arg.equals("help")) {
                options.topic = options.program;
                options.program = Program.HELP;
                return options;
            }
            if (!arg.startsWith("-")) {
                options.choose(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            Option option = BY_NAME.get(name);
            String setting = ProgramSettings.named(name);
            if (option == null && setting.isEmpty()) {
                throw new UsageException("unknown option " + name + " (see weir " + options.command() + "--help)");
            }
            boolean isFlag = option != null && option.isFlag();
            if (equals < 0 && !isFlag && i + 1 == args.length) {
                throw new UsageException(
                        name + " wants a value" + (option == null ? "" : ": " + option.value() + ", " + option.help()));
            }
            String text = equals >= 0 ? arg.substring(equals + 1) : isFlag ? "on" : args[++i];
            if (option == null) {
                // Of what may be several each can be given alone.
                options.given.merge(
                        setting, text, (one, other) -> ProgramSettings.isList(setting) ? one + "," + other : other);
                continue;
            }
            if (ServeSettings.ALL.contains(option)) {
                options.serveOption = name;
            }
            try {
                option.reader().read(options, text);
            } catch (UsageException e) {
                throw new UsageException(name + ": " + e.getMessage(), e);
            }
        }
        if (options.program == null) {
            throw new UsageException("say what to run: demo, echo, serve or cluster (see weir --help)");
        }
        options.checkServe();
        options.settings = ProgramSettings.read(options, environment, properties);
        options.check();
        return options;
    }

    /** The program and a blank, for what a complaint points at; nothing where none is chosen yet. */
    private String command() {
        return program == null ? "" : program.name().toLowerCase(Locale.ROOT) + " ";
    }

    private void choose(String name) throws UsageException {
        if (program == Program.SERVE) {
            serve.folder(name);
            return;
        }
        if (program != null) {
            throw new UsageException("one program at a time: what is " + name + "? (see weir --help)");
        }
        program = switch (name) {
            case "demo" -> Program.DEMO;
            case "echo" -> Program.ECHO;
            case "serve" -> Program.SERVE;
            default ->
                throw new UsageException("unknown program " + name + ": there are demo, echo, serve and cluster");
        };
    }

    private void checkServe() throws UsageException {
        if (program != Program.SERVE) {
            if (!serveOption.isEmpty()) {
                throw new UsageException(serveOption + " is an option of weir serve");
            }
            return;
        }
        if (folder != null) {
            throw new UsageException("the folder needs no --dir: weir serve " + folder);
        }
        boolean elsewhere = given.containsKey("address");
        if (host.isEmpty() && !elsewhere) {
            host = "localhost";
        }
        if (serve.tls()) {
            if (tlsPort >= 0 || elsewhere) {
                throw new UsageException("--tls is for --port: leave out --tls-port and --address");
            }
            tlsPort = port < 0 ? STANDARD_TLS_PORT : port;
            port = -1;
        }
    }

    private void check() throws UsageException {
        if (given.containsKey("address") && (port >= 0 || tlsPort < 0 && !host.isEmpty())) {
            throw new UsageException("--address says where to listen: leave out --port and --host");
        }
        boolean elsewhere = settings.hasPlace();
        if (settings.hasTls() && tlsPort < 0 && (port >= 0 || !elsewhere)) {
            throw new UsageException("the settings of TLS are for --tls-port or --address, and neither is given");
        }
        if (port < 0 && tlsPort < 0 && !elsewhere) {
            port = STANDARD_PORT;
        }
    }

    /** Returns what {@code --help} prints. */
    String help() {
        Program of = topic;
        if (of == null) {
            return """
                usage: weir demo [OPTION...]           one of everything that a server does; see docs/demo.md
                       weir echo [OPTION...]           one handler for all: sends back the content that it gets
                       weir serve [DIR] [OPTION...]    the files of a folder
                       weir cluster [OPTION...]        several servers behind HAProxy
                       weir COMMAND --help             its options
                """;
        }
        StringBuilder text = new StringBuilder();
        boolean isDemo = of == Program.DEMO;
        if (of == Program.SERVE) {
            text.append(
                    "usage: weir serve [DIR] [OPTION...]\nThe files of a folder, of this one without DIR, over HTTP/1.1"
                            + " and HTTP/2, to this machine alone.\n");
            add(text, "what it serves, and where", ServeSettings.ALL);
            add(text, "more of where", own(DIR, HOST));
            add(text, "what stands around the files", MiddlewareSettings.ALL);
        } else if (isDemo) {
            text.append("usage: weir demo [OPTION...]\nOne of everything that a server does.\n");
            add(text, "where it listens, and what it serves", OWN);
            add(text, "what stands around the routes", MiddlewareSettings.ALL);
        } else {
            text.append("usage: weir echo [OPTION...]\nSends back the content that it gets, whatever the path.\n");
            add(text, "where it listens", own(DIR));
        }
        text.append("\nsettings; each can also stand in a file, as weir.idle-timeout, and in the environment, as"
                + " WEIR_IDLE_TIMEOUT\n(TIME: 500ms, 5s, 2m, 1h, none; SIZE: 4096, 64k, 1m, 2g):\n");
        text.append(ProgramSettings.help());
        return text.append("\nWhat holds without an option stands in parentheses.\n")
                .toString();
    }

    private static List<Option> own(String... without) {
        List<String> names = List.of(without);
        return OWN.stream().filter(option -> !names.contains(option.name())).toList();
    }

    private static void add(StringBuilder text, String heading, List<Option> options) {
        text.append('\n').append(heading).append(":\n");
        options.forEach(option -> text.append(option.line()).append('\n'));
    }

    /** Sets the name or address to listen on. */
    void host(String name) {
        host = name;
    }

    /** Returns what the options say of serving a folder. */
    ServeSettings serve() {
        return serve;
    }

    /** Returns the names of all options, with their dashes. */
    static List<String> names() {
        List<String> names = new ArrayList<>(BY_NAME.keySet());
        names.addAll(ProgramSettings.options());
        return names;
    }

    /** Adds what is set on every server besides. */
    void addSetting(Consumer<ServerBuilder> setting) {
        more.add(setting);
    }

    /** Sets on a server what was added. */
    void apply(ServerBuilder builder) {
        more.forEach(setting -> setting.accept(builder));
    }

    ProgramSettings settings() {
        return settings;
    }

    /** Returns what the command line says of settings, by their names. */
    Map<String, String> given() {
        return given;
    }

    /** Returns the file of settings that the command line names; null for none. */
    @Nullable
    Path settingsFile() {
        return file;
    }

    /** Whether the settings are to be shown, and nothing else is to be done. */
    boolean printsSettings() {
        return print;
    }

    Program program() {
        return program;
    }

    /** Returns where to listen for HTTP; empty for nowhere. */
    String plainAddress() {
        return port < 0 ? settings.address() : at(port);
    }

    /** Whether one server is to be as the settings have it, as no port is given. */
    boolean isAllSettings() {
        return port < 0 && tlsPort < 0;
    }

    boolean hasTlsPort() {
        return tlsPort >= 0;
    }

    /** Returns where to listen for HTTPS; empty for nowhere. */
    String tlsAddress() {
        return tlsPort < 0 ? "" : at(tlsPort);
    }

    /** Returns where those who run the program look at it; empty for nowhere. */
    String adminAddress() {
        return admin;
    }

    private String at(int number) {
        boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bareIpv6 ? "[" + host + "]" : host) + ":" + number;
    }

    /** Returns what the options say of the middleware around the demo. */
    MiddlewareSettings middleware() {
        return middleware;
    }

    /** Returns the folder to serve; null for the bundled one. */
    @Nullable
    Path folder() {
        return folder;
    }

    /** Returns how long a graceful shutdown may take. */
    Duration grace() {
        return grace;
    }
}
