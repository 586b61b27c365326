package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.tls.testkit.TlsPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime images that {@code mvn -Pimage} makes: they need no Java where they run, and are small. */
@EnabledIfSystemProperty(named = "weir.images", matches = ".+", disabledReason = "images are made with -Pimage")
class ImageTest {
    /** What the launcher calls; nothing else is on the path. */
    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink");

    @TempDir
    Path folder;

    private static Path image(String name) {
        return Path.of(System.getProperty("weir.images"), name);
    }

    @AfterEach
    void removeLinks() throws IOException {
        for (String tool : TOOLS) {
            Files.deleteIfExists(folder.resolve("path").resolve(tool));
        }
    }

    private Process start(Path launcher, String... options) throws IOException {
        Path path = Files.createDirectories(folder.resolve("path"));
        for (String tool : TOOLS) {
            Path link = path.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(
                        link,
                        Stream.of("/bin", "/usr/bin")
                                .map(bin -> Path.of(bin, tool))
                                .filter(Files::exists)
                                .findFirst()
                                .orElseThrow());
            }
        }
        List<String> command = new ArrayList<>(
                List.of(launcher.toString(), "demo", "--host", "127.0.0.1", "--port", "0", "--tls-port", "0"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private static String ask(HttpClient client, String url, HttpClient.Version version) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(url)).version(version).build(), BodyHandlers.ofString());
        assertEquals(version, response.version());
        return response.body();
    }

    @ParameterizedTest
    @CsvSource({
        "weir-image, jsse",
        "weir-image, openssl",
        "weir-image-bouncycastle, jsse",
        "weir-image-bouncycastle, bouncycastle"
    })
    void servesWithoutAnyOtherJava(String name, String provider) throws Exception {
        // Through a link, as one lies in /usr/local/bin.
        Path link = Files.createSymbolicLink(folder.resolve("weir"), image(name).resolve("bin/weir"));
        Process program = start(link, "--tls-provider", provider);
        try (HttpClient client = HttpClient.newBuilder()
                        .sslContext(new TlsPeer.Client().context())
                        .build();
                BufferedReader out = program.inputReader()) {
            String plain = out.readLine();
            String secure = out.readLine();
            assertTrue(plain != null && secure != null, () -> "it did not start: " + error());
            assertEquals("TextHandler !", ask(client, plain + "text", HttpClient.Version.HTTP_1_1));
            assertEquals("TextHandler !", ask(client, secure + "text", HttpClient.Version.HTTP_1_1));
            assertEquals("TextHandler !", ask(client, secure + "text", HttpClient.Version.HTTP_2));
            int port = URI.create(plain).getPort();
            try (Http2Client prior = new Http2Client(new Socket("127.0.0.1", port), false, "127.0.0.1:" + port);
                    Client.Call call = prior.open("GET", "/text", List.of(), 0)) {
                call.end(List.of());
                assertEquals(200, call.reply().status());
            }
        } finally {
            program.destroy();
            assertTrue(program.waitFor(60, TimeUnit.SECONDS), "SIGTERM ends it");
            Files.delete(link);
        }
        assertEquals(143, program.exitValue(), this::error);
    }

    private String error() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls-provider=bouncycastle"})
    void theSmallOneSaysWhatItHasNot(String option) throws Exception {
        Process program = start(image("weir-image").resolve("bin/weir"), option);
        assertEquals(2, program.waitFor());
        assertTrue(error().contains("no TLS provider named \"bouncycastle\""), this::error);
    }

    /** Without the AOT cache, which is made at the end and can be left out. */
    @ParameterizedTest
    @CsvSource({"weir-image, 46, 20", "weir-image-bouncycastle, 62, 37"})
    void isSmall(String name, int megabytes, int modules) throws Exception {
        long size;
        try (Stream<Path> all = Files.walk(image(name))) {
            size = all.filter(path -> Files.isRegularFile(path) && !path.endsWith("weir.aot"))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
        assertTrue(size < megabytes * 1_000_000L, name + " has " + size + " bytes");
        assertTrue(Files.isReadable(image(name).resolve("lib/weir.aot")), "the AOT cache");
        Process list = new ProcessBuilder(image(name).resolve("bin/java").toString(), "--list-modules").start();
        List<String> found = list.inputReader().lines().toList();
        assertTrue(found.size() <= modules, found::toString);
        if (name.equals("weir-image")) {
            assertFalse(
                    found.stream().anyMatch(m -> m.startsWith("java.") && !m.startsWith("java.base")), found::toString);
        }
    }
}
