package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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
            "requestListener");

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
                "| say what to run: demo or echo (see weir --help)",
                "serve | unknown program serve: there are demo and echo",
                "demo echo | one program at a time: what is echo? (see weir --help)",
                "demo --prot 80 | unknown option --prot (see weir --help)",
                "demo --prot=80 | unknown option --prot (see weir --help)",
                "demo -p 80 | unknown option -p (see weir --help)",
                "demo -- | unknown option -- (see weir --help)",
                "demo --port | '--port wants a value: N, port for HTTP; 0 picks a free one'",
                "demo --port http | --port: not a port from 0 to 65535: http",
                "demo --port= | '--port: not a port from 0 to 65535: '",
                "demo --idle-timeout 5 | '--idle-timeout: not a duration such as 500ms, 5s, 2m, 1h or none: 5'",
                "demo --max-header-bytes 64k | --max-header-bytes: not a number: 64k",
                "demo --max-connections -1 | --max-connections: not a number or none: -1",
                "demo --h2c yes | --h2c: not on or off: yes",
                "demo --cert a.pem --tls-port 1 | --cert and --key go together",
                "demo --key a.key --tls-port 1 | --cert and --key go together",
                "demo --tls-port 1 --cert a --key b --cert c | --cert and --key go together",
                "demo --tls-port 1 --client-auth need | --client-auth and --trust go together",
                "demo --tls-port 1 --trust a.pem | --client-auth and --trust go together",
                "'demo --client-auth want --trust a.pem' | '--client-auth and --trust are for --tls-port, which is not"
                        + " given'",
                "demo --tls-port 1 --client-auth maybe | '--client-auth: one of none, want and need, not maybe'",
                "'demo --cert a.pem --key a.key' | '--cert and --key are for --tls-port, which is not given'",
                "demo --address :80 --port 80 | '--address says where to listen: leave out --port and --host'",
                "demo --proxy-protocol on | --proxy-protocol on and --proxy-from go together",
                "demo --proxy-from 10.0.0.0/8 | --proxy-protocol on and --proxy-from go together",
                "demo --errors xml | '--errors: not text, json, html or accept: xml'",
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
        assertTrue(options.tls().hasCertificate());
        assertEquals(Path.of("www"), options.folder());
        assertEquals(Duration.ofMillis(500), options.grace());
        assertEquals(Duration.ofSeconds(30), parse("demo").grace());
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "help", "demo --help", "echo --port 1 --help"})
    void help(String line) throws UsageException {
        assertEquals(Options.Program.HELP, parse(line).program());
    }

    @Test
    void helpListsEveryOption() {
        for (String name : Options.names()) {
            assertTrue(Options.help().contains("\n  " + name + " "), name);
        }
        assertTrue(Options.help().lines().allMatch(line -> line.length() <= 120), Options.help());
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
