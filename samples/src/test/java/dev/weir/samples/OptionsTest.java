package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    /** Settings that are code, or that are said by several options or by the choice of the program. */
    private static final Set<String> NOT_FOR_A_COMMAND_LINE = Set.of(
            "handler",
            "tls",
            "connState",
            "baseContext",
            "connContext",
            "protocol",
            "build",
            "onShutdown",
            "connectionListener",
            "listener",
            "requestListener",
            "settings");

    /** Shorter names of the same. */
    private static final Set<String> SHORT = Set.of("--cert", "--key");

    private static Options parse(String line) throws UsageException {
        return Options.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "demo | :8080 | ''",
                "demo --port 80 | :80 | ''",
                "demo --port=0 | :0 | ''",
                "--port 80 demo | :80 | ''",
                "demo --tls-port 8443 | '' | :8443",
                "demo --port 0 --tls-port 0 | :0 | :0",
                "echo --host localhost | localhost:8080 | ''",
                "echo --host ::1 --tls-port 1 | '' | [::1]:1",
                "echo --host [::1] --port 1 | [::1]:1 | ''",
                "echo --address unix:/tmp/weir.sock | unix:/tmp/weir.sock | ''",
                "echo --address [::1]:80 --tls-port 443 --host ::1 | [::1]:80 | [::1]:443",
                "demo --port 1 --port 2 | :2 | ''",
                "serve | localhost:8080 | ''",
                "serve www --port 1 --bind 0.0.0.0 | 0.0.0.0:1 | ''",
                "serve --tls | '' | localhost:8443",
                "serve --tls --port 1 www --cert a --key b | '' | localhost:1",
                "serve --port 1 --tls-port 2 | localhost:1 | localhost:2",
                "serve --address unix:/tmp/weir.sock | unix:/tmp/weir.sock | ''",
            },
            delimiter = '|')
    void addresses(String line, String plain, String tls) throws UsageException {
        Options options = parse(line);
        assertEquals(plain, options.plainAddress());
        assertEquals(tls, options.tlsAddress());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "| say what to run: demo, echo, serve or cluster (see weir --help)",
                "server | unknown program server: there are demo, echo, serve and cluster",
                "demo echo | one program at a time: what is echo? (see weir --help)",
                "demo --prot 80 | unknown option --prot (see weir demo --help)",
                "demo --prot=80 | unknown option --prot (see weir demo --help)",
                "demo -p 80 | unknown option -p (see weir demo --help)",
                "demo -- | unknown option -- (see weir demo --help)",
                "demo --port | '--port wants a value: N, port for HTTP; 0 picks a free one'",
                "demo --port http | --port: not a port from 0 to 65535: http",
                "demo --port= | '--port: not a port from 0 to 65535: '",
                "demo --idle-timeout 5 | 'weir.idle-timeout is \"5\" (option --idle-timeout): wanted is a time such as"
                        + " 500ms, 5s, 2m, 1h or none'",
                "demo --idle-timeout | --idle-timeout wants a value",
                "demo --max-header-bytes 64q | 'weir.max-header-bytes is \"64q\" (option --max-header-bytes): wanted is"
                        + " a number of bytes such as 4096, 64k, 1m or 2g, up to 2147483647'",
                "demo --max-connections -1 | 'weir.max-connections is \"-1\" (option --max-connections): wanted is a"
                        + " number'",
                "demo --h2c yes | 'weir.h2c is \"yes\" (option --h2c): wanted is on or off'",
                "demo --cert a.pem --tls-port 1 | 'weir.tls.certificate is \"a.pem\" (option --tls-certificate):"
                        + " tls.certificate and tls.key go together, as many of one as of the other'",
                "demo --key a.key --tls-port 1 | 'weir.tls.key is \"a.key\" (option --tls-key):"
                        + " tls.certificate and tls.key go together, as many of one as of the other'",
                "demo --tls-port 1 --cert a --key b --cert c | 'weir.tls.certificate is \"a,c\""
                        + " (option --tls-certificate): tls.certificate and tls.key go together, as many of one as of"
                        + " the other'",
                "demo --tls-port 1 --tls-client-auth need | 'weir.tls.client-auth is \"need\""
                        + " (option --tls-client-auth): tls.client-auth and tls.trust go together'",
                "demo --tls-port 1 --tls-trust a.pem | 'weir.tls.trust is \"a.pem\" (option --tls-trust):"
                        + " tls.client-auth and tls.trust go together'",
                "demo --tls-port 1 --tls-client-auth maybe | 'weir.tls.client-auth is \"maybe\""
                        + " (option --tls-client-auth): wanted is none, want or need'",
                "demo --cert a.pem --key a.key | 'the settings of TLS are for --tls-port or --address, and neither is"
                        + " given'",
                "demo --port 1 --cert a.pem --key a.key | 'the settings of TLS are for --tls-port or --address, and"
                        + " neither is given'",
                "demo --http2-scheduler | --http2-scheduler wants a value",
                "demo --listener.a.adress :1 | 'weir.listener.a.adress (option --listener.a.adress) is no setting:"
                        + " weir.listener.a.address is one'",
                "demo --settings none.conf | there is no file of settings none.conf",
                "demo --address :80 --port 80 | '--address says where to listen: leave out --port and --host'",
                "demo --proxy-protocol on | 'weir.proxy-protocol is \"on\" (option --proxy-protocol): proxy-protocol"
                        + " on and proxy.from go together'",
                "demo --proxy-from 10.0.0.0/8 | 'weir.proxy.from is \"10.0.0.0/8\" (option --proxy-from):"
                        + " proxy-protocol on and proxy.from go together'",
                "demo --errors xml | 'weir.errors is \"xml\" (option --errors): wanted is text, json, html or accept'",
                "serve a b | 'one folder at a time: what is b? (see weir serve --help)'",
                "serve --dir a | 'the folder needs no --dir: weir serve a'",
                "demo --live | --live is an option of weir serve",
                "echo --bind localhost | --bind is an option of weir serve",
                "serve --tls --tls-port 1 | '--tls is for --port: leave out --tls-port and --address'",
                "serve --cert a --key b | 'the settings of TLS are for --tls-port or --address, and neither is given'",
                "demo --address :80 --host localhost | '--address says where to listen: leave out --port and --host'",
            },
            delimiter = '|')
    void mistakes(String line, String message) {
        UsageException e = assertThrows(UsageException.class, () -> parse(line == null ? "" : line));
        assertEquals(message, e.getMessage());
    }

    @Test
    void theRest() throws UsageException {
        Options options = parse("echo --tls-port 1 --cert a.pem --key a.key --dir www --grace 500ms");
        assertEquals(Options.Program.ECHO, options.program());
        assertFalse(options.settings().isDevelopment());
        assertTrue(parse("echo --tls-port 1").settings().isDevelopment());
        assertEquals(Path.of("www"), options.folder());
        assertEquals(Duration.ofMillis(500), options.grace());
        assertEquals(Duration.ofSeconds(30), parse("demo").grace());
    }

    /** From the weakest to the strongest: the program, a file, the environment, system properties, the command line. */
    @Test
    void sources(@TempDir Path work) throws Exception {
        Path file = Files.write(
                work.resolve("weir.conf"),
                List.of("weir.errors = text", "weir.loops = 1", "weir.backlog = 1", "weir.max-header-count = 1"));
        Properties properties = new Properties();
        properties.setProperty("weir.backlog", "3");
        properties.setProperty("weir.max-header-count", "3");
        Map<String, String> environment =
                Map.of("WEIR_LOOPS", "2", "WEIR_BACKLOG", "2", "WEIR_SETTINGS", file.toString());
        String table = Options.parse(environment, properties, "demo", "--max-header-count", "4")
                .settings()
                .table();
        for (String line : List.of(
                "weir.http2.extended-connect +on +default of the program",
                "weir.errors +text +file .*, line 1",
                "weir.loops +2 +environment variable WEIR_LOOPS",
                "weir.backlog +3 +system property",
                "weir.max-header-count +4 +option --max-header-count",
                "weir.idle-timeout +2m +default")) {
            assertTrue(table.lines().anyMatch(each -> each.matches(line)), () -> line + "\n" + table);
        }
        Path other = Files.write(work.resolve("other.conf"), List.of("weir.loops = 7"));
        assertTrue(Options.parse(Map.of("WEIR_SETTINGS", file.toString()), properties, "demo", "--settings", "" + other)
                .settings()
                .table()
                .contains("line 1"));
    }

    @Test
    void printsSettings() throws UsageException {
        assertTrue(parse("demo --print-settings").printsSettings());
        assertFalse(parse("demo").printsSettings());
        String table = parse("demo --tls-port 0 --print-settings").settings().table();
        assertTrue(
                table.lines().anyMatch(line -> line.matches("weir.tls.password +\\(secret\\) +certificate .*")), table);
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "help", "demo --help", "echo --port 1 --help"})
    void help(String line) throws UsageException {
        assertEquals(Options.Program.HELP, parse(line).program());
    }

    /** What one program has and another has not stands with the first alone. */
    @Test
    void helpListsEveryOption() throws UsageException {
        StringBuilder all = new StringBuilder();
        for (String program : List.of("demo", "echo", "serve")) {
            String help = parse(program + " --help").help();
            assertTrue(help.startsWith("usage: weir " + program + " "), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 120), help);
            assertEquals(program.equals("serve"), help.contains("\n  --live "), help);
            assertEquals(program.equals("demo"), help.contains("\n  --dir "), help);
            assertEquals(!program.equals("echo"), help.contains("\n  --compress "), help);
            all.append(help);
        }
        for (String name : Options.names()) {
            assertTrue(SHORT.contains(name) || all.indexOf("\n  " + name + " ") >= 0, name);
        }
        assertTrue(parse("--help").help().contains("weir serve [DIR]"));
    }

    @Test
    void whatIsServed() throws UsageException {
        assertEquals(Path.of(""), parse("serve").serve().folder());
        ServeSettings serve = parse("serve --no-listing www --live").serve();
        assertEquals(Path.of("www"), serve.folder());
        assertTrue(serve.live() && !serve.listing());
        assertTrue(parse("serve").serve().listing() && !parse("serve").serve().live());
    }

    @Test
    void everySettingOfTheServerHasAnOption() {
        Set<String> wanted = Arrays.stream(ServerBuilder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !NOT_FOR_A_COMMAND_LINE.contains(name))
                .map(OptionsTest::kebab)
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.removeAll(Options.names());
        assertEquals(Set.of(), wanted);
    }

    private static String kebab(String name) {
        return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
