package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.FileServer;
import dev.weir.handlers.Handlers;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that lead out of the folder that is served, and ranges that would multiply a file. */
class FileAttackTest extends Http1Family {
    private static final String SECRET = "this is for nobody";
    private static final int SIZE = 100_000;

    private static final String ROUTE = "/root";

    private static final String ANSWERS = """
        /../secret => 404; open
        /sub/../../secret => 404; open
        /%2e%2e/secret => 404; open
        /.%2e/secret (CVE-2021-41773) => 404; open
        /%%32%65%%32%65/secret (CVE-2021-42013) => \
        400 a percent sign in the path without two hexadecimal digits; closed
        /%252e%252e/secret => 404; open
        /..%2fsecret => 404; open
        /%2e%2e%2fsecret => 404; open
        /..%5csecret => 404; open
        /..\\secret => 404; open
        /%c0%ae%c0%ae/secret => 404; open
        /hello.txt%00.png => 404; open
        /%00 => 404; open
        //secret => 307; open
        /./secret => 307; open
        /...//secret => 307; open
        /..;/secret => 404; open
        /out => 404; open
        /outside/secret => 404; open
        /chain => 404; open
        /inside => 200; open
        /.env => 404; open
        /%2eenv => 404; open
        /.git/config => 404; open
        /sub/.hidden => 404; open
        /sub/.. => 307; open
        /loop => 404; open
        /missing => 404; open
        /hello.txt/ => 404; open
        /sub => 404; open
        """;

    @TempDir
    static Path folder;

    static List<Case> cases() {
        List<Http1Attack> all = new ArrayList<>();
        for (String path : List.of(
                "/../secret",
                "/sub/../../secret",
                "/%2e%2e/secret",
                "/.%2e/secret (CVE-2021-41773)",
                "/%%32%65%%32%65/secret (CVE-2021-42013)",
                "/%252e%252e/secret",
                "/..%2fsecret",
                "/%2e%2e%2fsecret",
                "/..%5csecret",
                "/..\\secret",
                "/%c0%ae%c0%ae/secret",
                "/hello.txt%00.png",
                "/%00",
                "//secret",
                "/./secret",
                "/...//secret",
                "/..;/secret",
                "/out",
                "/outside/secret",
                "/chain",
                "/inside",
                "/.env",
                "/%2eenv",
                "/.git/config",
                "/sub/.hidden",
                "/sub/..",
                "/loop",
                "/missing",
                "/hello.txt/",
                "/sub")) {
            all.add(Http1Attack.sends(
                    path, "GET " + ROUTE + path.split(" ")[0] + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        return cases(all, ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @Override
    void routes(ServeMux mux) {
        super.routes(mux);
        try {
            Path root = Files.createDirectories(folder.resolve("root"));
            Files.writeString(folder.resolve("secret"), SECRET);
            Files.writeString(root.resolve("hello.txt"), "hello");
            Files.writeString(root.resolve(".env"), SECRET);
            Files.createDirectories(root.resolve(".git"));
            Files.writeString(root.resolve(".git/config"), SECRET);
            Files.createDirectories(root.resolve("sub"));
            Files.writeString(root.resolve("sub/.hidden"), SECRET);
            Files.createSymbolicLink(root.resolve("out"), folder.resolve("secret"));
            Files.createSymbolicLink(root.resolve("outside"), folder);
            Files.createSymbolicLink(root.resolve("chain"), root.resolve("out"));
            Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
            Files.createSymbolicLink(root.resolve("inside"), root.resolve("hello.txt"));
            Files.write(root.resolve("large"), new byte[SIZE]);
            mux.handle(ROUTE + "/", Handlers.stripPrefix(ROUTE, FileServer.of(root)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void traversal(Case one) {
        play(one, 1);
    }

    private static Answer ask(Wire wire, String method, String path, String fields) throws IOException {
        return wire.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n")
                .answer(method.equals("HEAD"));
    }

    /** More bytes than the file has are never sent, whatever is asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void rangeBombCve20113192(String method) {
        String ranges = IntStream.range(0, 1300).mapToObj(i -> "5-" + i).collect(Collectors.joining(","));
        String tail = IntStream.range(0, 1300).mapToObj(i -> "0-").collect(Collectors.joining(","));
        String fields = "Range: bytes=0-0\r\n".repeat(400);
        attack(() -> {
            try (Wire wire = wire()) {
                for (String bomb :
                        List.of("Range: bytes=0-," + ranges + "\r\n", "Range: bytes=" + tail + "\r\n", fields)) {
                    Answer answer = ask(wire, method, ROUTE + "/large", bomb);
                    assertEquals(200, answer.status(), wire::transcript);
                    assertEquals("" + SIZE, answer.field("Content-Length"), wire::transcript);
                    assertEquals(method.equals("HEAD") ? 0 : SIZE, answer.body().length());
                }
                // RFC 9110 section 14.2: a range is for GET alone
                Answer none = ask(wire, method, ROUTE + "/large", "Range: bytes=99999999999999999999999-\r\n");
                assertEquals(method.equals("GET") ? 416 : 200, none.status(), wire::transcript);
                Answer one = ask(wire, method, ROUTE + "/large", "Range: bytes=-1\r\n");
                assertEquals(method.equals("GET") ? 206 : 200, one.status(), wire::transcript);
            }
            return null;
        });
    }

    /** A path as long as it may be, of nothing but ways up or empty names: looked at once, and not found. */
    @Test
    void pathsOfThousandsOfSegments() {
        attack(() -> {
            try (Wire wire = wire()) {
                for (String segment : List.of("/..", "/.", "//", "/%2e%2e", "/a", "/%2f")) {
                    Answer answer = ask(wire, "GET", ROUTE + segment.repeat(12_000 / segment.length()) + "/secret", "");
                    assertTrue(List.of(307, 400, 404).contains(answer.status()), wire::transcript);
                }
            }
            return null;
        });
    }
}
