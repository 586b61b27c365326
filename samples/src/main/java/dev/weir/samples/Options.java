package dev.weir.samples;

import dev.weir.http.core.ProxyProtocol;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command line: which program to run, where it listens, and with what settings. */
final class Options {
    /** The programs that can be run. */
    enum Program {
        /** All routes of the demo. */
        DEMO,
        /** One handler for everything. */
        ECHO,
        /** Says how to use the others. */
        HELP,
    }

    private static final int STANDARD_PORT = 8080;

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
            new Option("host", "NAME", "all addresses", "name or address to listen on", (o, text) -> o.host = text),
            new Option(
                    "address",
                    "ADDRESS",
                    "",
                    "in place of --port: host:port, or unix:/path for a Unix socket",
                    (o, text) -> o.address = text),
            new Option(
                    "admin",
                    "HOST:PORT",
                    "",
                    "where health, metrics and the live page are served, such as 127.0.0.1:9090",
                    (o, text) -> o.admin = Values.name(text)),
            new Option(
                    "proxy-protocol",
                    "on|off",
                    "off",
                    "whether each connection begins with a PROXY header",
                    (o, text) -> o.proxyProtocol = Values.onOff(text)),
            new Option(
                    "proxy-from",
                    "NET,...",
                    "",
                    "the proxies that may send it: addresses, 10.0.0.0/8, unix",
                    (o, text) -> o.proxies = Values.names(text)),
            new Option(
                    "dir",
                    "FOLDER",
                    "a small one that is bundled",
                    "what /files/ serves",
                    (o, text) -> o.folder = Values.path(text)),
            new Option(
                    "grace",
                    "TIME",
                    "30s",
                    "how long requests may go on after Ctrl-C or SIGTERM",
                    (o, text) -> o.grace = Values.duration(text)));

    private static final Map<String, Option> BY_NAME = byName();

    private Program program;
    private int port = -1;
    private int tlsPort = -1;
    private String host = "";
    private String address = "";
    private String admin = "";
    private boolean proxyProtocol;
    private List<String> proxies = List.of();
    private @Nullable Path folder;
    private Duration grace = Duration.ofSeconds(30);
    private final List<Consumer<ServerBuilder>> settings = new ArrayList<>();

    private final TlsSettings tls = new TlsSettings();
    private final MiddlewareSettings middleware = new MiddlewareSettings();
    private Http2Config http2 = Http2Config.builder().extendedConnect(true).build();

    @SuppressWarnings("NullAway.Init") // parse() sets the program, or throws
    private Options() {}

    private static Map<String, Option> byName() {
        Map<String, Option> options = new LinkedHashMap<>();
        Stream.of(OWN, MiddlewareSettings.ALL, ServerSettings.ALL, TlsSettings.ALL, Http2Settings.ALL)
                .flatMap(List::stream)
                .forEach(o -> options.put("--" + o.name(), o));
        return options;
    }

    /**
     * Reads the command line.
     *
     * @param args the arguments
     * @return what they say
     * @throws UsageException when they make no sense
     */
    static Options parse(String... args) throws UsageException {
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--help") || arg.equals("-h") || arg.equals("help")) {
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
            if (option == null) {
                throw new UsageException("unknown option " + name + " (see weir --help)");
            }
            if (equals < 0 && !option.isFlag() && i + 1 == args.length) {
                throw new UsageException(name + " wants a value: " + option.value() + ", " + option.help());
            }
            String text = equals >= 0 ? arg.substring(equals + 1) : option.isFlag() ? "on" : args[++i];
            try {
                option.reader().read(options, text);
            } catch (UsageException e) {
                throw new UsageException(name + ": " + e.getMessage(), e);
            }
        }
        options.check();
        return options;
    }

    private void choose(String name) throws UsageException {
        if (program != null) {
            throw new UsageException("one program at a time: what is " + name + "? (see weir --help)");
        }
        program = switch (name) {
            case "demo" -> Program.DEMO;
            case "echo" -> Program.ECHO;
            default -> throw new UsageException("unknown program " + name + ": there are demo and echo");
        };
    }

    private void check() throws UsageException {
        if (program == null) {
            throw new UsageException("say what to run: demo or echo (see weir --help)");
        }
        if (!address.isEmpty() && (port >= 0 || tlsPort < 0 && !host.isEmpty())) {
            throw new UsageException("--address says where to listen: leave out --port and --host");
        }
        if (proxyProtocol == proxies.isEmpty()) {
            throw new UsageException("--proxy-protocol on and --proxy-from go together");
        }
        tls.check(tlsPort >= 0);
        if (port < 0 && tlsPort < 0 && address.isEmpty()) {
            port = STANDARD_PORT;
        }
    }

    /** Returns what {@code --help} prints. */
    static String help() {
        StringBuilder text = new StringBuilder("""
            usage: weir demo [options]    one of everything that a server does; the routes are in the README
                   weir echo [options]    one handler for all: sends back the content that it gets
                   weir --help            this text

            where it listens, and what it serves:
            """);
        OWN.forEach(option -> text.append(option.line()).append('\n'));
        text.append("\nwhat stands around the routes of the demo:\n");
        MiddlewareSettings.ALL.forEach(option -> text.append(option.line()).append('\n'));
        text.append("\nsettings of the server (TIME: 500ms, 5s, 2m, 1h, none):\n");
        ServerSettings.ALL.forEach(option -> text.append(option.line()).append('\n'));
        text.append("\nsettings of TLS:\n");
        TlsSettings.ALL.forEach(option -> text.append(option.line()).append('\n'));
        text.append("\nsettings of HTTP/2:\n");
        Http2Settings.ALL.forEach(option -> text.append(option.line()).append('\n'));
        return text.append("\nWhat holds without an option stands in parentheses.\n")
                .toString();
    }

    /** Returns the names of all options, with their dashes. */
    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    void addSetting(Consumer<ServerBuilder> setting) {
        settings.add(setting);
    }

    /** Sets on a server what the options say about every server. */
    void apply(ServerBuilder builder) {
        builder.protocol(new Http2Provider(http2));
        if (proxyProtocol) {
            builder.proxyProtocol(ProxyProtocol.from(proxies.toArray(String[]::new)));
        }
        settings.forEach(setting -> setting.accept(builder));
    }

    /** Returns what the options say of HTTP/2. */
    Http2Config http2() {
        return http2;
    }

    void http2(Http2Config config) {
        http2 = config;
    }

    Program program() {
        return program;
    }

    /** Returns where to listen for HTTP; empty for nowhere. */
    String plainAddress() {
        return port < 0 ? address : at(port);
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

    /** Returns what the options say of TLS. */
    TlsSettings tls() {
        return tls;
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
