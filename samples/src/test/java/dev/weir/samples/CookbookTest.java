package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestRequest;
import dev.weir.http.testkit.TestResponse;
import dev.weir.mux.ServeMux;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cookbook and the tutorial do what they say: each piece of Java compiles, runs, and answers as the exchanges below it show.
 *
 * <p>A piece is the body of a method with a {@link ServeMux} {@code mux} and a {@link ServerBuilder} {@code builder}, whose
 * handler the mux is unless the piece sets another.
 */
class CookbookTest {
    private static final Path PAGES = Path.of("..", "docs", "cookbook");
    private static final String DATABASE = "jdbc:postgresql://localhost:5432/shop";
    private static final String IMPORTS = DocsTest.IMPORTS + """
        import com.zaxxer.hikari.*;
        import dev.weir.systemd.*;
        import java.sql.*;
        import javax.sql.DataSource;
        import org.junit.jupiter.api.Test;
        """;
    private static final String GIVEN = """
        public final class %s {
            private static String find(String id) { return id; }
            public static void run(ServeMux mux, ServerBuilder builder, Path WORK) throws Exception {
        """;

    @TempDir
    static Path work;

    private static URLClassLoader recipes;
    private static AutoCloseable database;
    private static String reported = "";

    static List<Recipe> all() throws IOException {
        List<Recipe> all = new ArrayList<>(Recipe.of(PAGES.resolveSibling("tutorial.md")));
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.sorted().toList()) {
                all.addAll(Recipe.of(page));
            }
        }
        return all;
    }

    static List<Recipe> run() throws IOException {
        return all().stream().filter(recipe -> recipe.kind().isEmpty()).toList();
    }

    @BeforeAll
    static void compile() throws Exception {
        Path classes = Files.createDirectory(work.resolve("classes"));
        List<String> sources = new ArrayList<>();
        List<String> previews = new ArrayList<>();
        for (Recipe recipe : all()) {
            String text = recipe.text()
                    .replaceAll("Path\\.of\\(\"([^/])", "WORK.resolve(\"$1")
                    .replace("\":8080\"", "\"127.0.0.1:0\"")
                    .replace("\":8443\"", "\"127.0.0.1:0\"")
                    .replace(DATABASE, "\" + System.getProperty(\"cookbook.database\") + \"");
            String name = recipe.className();
            int own = text.indexOf("public class ");
            if (own >= 0) {
                name = text.substring(own + 13, text.indexOf(" {", own));
                text = IMPORTS + text;
            } else {
                text = IMPORTS + GIVEN.formatted(name) + text + "    }\n}\n";
            }
            Path source = Files.writeString(work.resolve(name + ".java"), text);
            (recipe.kind().equals("preview") ? previews : sources).add(source.toString());
        }
        Path postgres = Path.of("..", "sessions-jdbc/src/test/java/dev/weir/sessions/jdbc/Postgres.java");
        Files.writeString(
                work.resolve("Postgres.java"), Files.readString(postgres).replaceFirst("package [a-z.]*;", ""));
        sources.add(work.resolve("Postgres.java").toString());
        reported = javac(classes, sources);
        previews.addAll(List.of("--enable-preview", "--release", "25"));
        reported += javac(classes, previews);
        recipes = new URLClassLoader(new URL[] {classes.toUri().toURL()}, CookbookTest.class.getClassLoader());
    }

    private static String javac(Path classes, List<String> sources) {
        String path = System.getProperty("jdk.module.path");
        List<String> arguments = new ArrayList<>(List.of(
                "--module-path", path, "--add-modules", "ALL-MODULE-PATH", "-proc:none", "-d", classes.toString()));
        arguments.addAll(List.of("-classpath", System.getProperty("java.class.path") + File.pathSeparator + path));
        arguments.addAll(sources);
        StringWriter said = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
        return code == 0 ? "" : said.toString();
    }

    @AfterAll
    static void close() throws Exception {
        if (database != null) {
            database.close();
        }
        recipes.close();
    }

    @Test
    void thereAreSome() throws IOException {
        assertTrue(run().size() > 30, () -> "what is tested here has gone");
        assertTrue(run().stream().mapToInt(r -> r.exchanges().size()).sum() > 60, () -> "the exchanges have gone");
    }

    @Test
    void allCompile() {
        assertEquals("", reported);
    }

    @Test
    void anIndexHasEachPage() throws IOException {
        String index = Files.readString(PAGES.resolveSibling("cookbook.md"));
        for (Recipe recipe : all()) {
            if (!recipe.page().startsWith(PAGES)) {
                continue;
            }
            String link = "](cookbook/" + recipe.page().getFileName() + ")";
            assertTrue(index.contains(link), () -> "no link " + link);
        }
    }

    @Test
    void theKotlinIsThatOfTheProject() throws IOException {
        String program = Files.readString(Path.of("consumers", "kotlin", "src", "main", "kotlin", "App.kt"));
        assertTrue(Files.readString(PAGES.resolve("kotlin.md")).contains("```kotlin\n" + program + "```\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("run")
    @Timeout(60)
    void answersAsShown(Recipe recipe) throws Exception {
        assumeTrue(reported.isEmpty(), "it does not compile");
        if (recipe.text().contains(DATABASE)) {
            startDatabase();
        }
        Path folder = Files.createTempDirectory(work, recipe.className());
        SSLContext trust = null;
        if (recipe.text().contains("fromPem(")) {
            trust = writeCertificate(folder);
        }
        ServeMux mux = new ServeMux();
        ServerBuilder builder = Server.builder().handler(mux);
        try {
            recipes.loadClass(recipe.className())
                    .getMethod("run", ServeMux.class, ServerBuilder.class, Path.class)
                    .invoke(null, mux, builder, folder);
        } catch (InvocationTargetException e) {
            throw new AssertionError(recipe + " fails", e.getCause());
        }
        if (recipe.exchanges().isEmpty()) {
            return;
        }
        try (Server server = builder.address("127.0.0.1:0").build()) {
            server.start();
            String scheme = trust == null ? "http" : "https";
            URI uri = URI.create(scheme + "://localhost:" + server.port());
            try (TestClient client = trust == null ? TestClient.of(uri) : TestClient.of(uri, trust)) {
                for (Recipe.Exchange exchange : recipe.exchanges()) {
                    answers(client, exchange);
                }
            }
        }
    }

    private static void answers(TestClient client, Recipe.Exchange exchange) {
        TestRequest request = client.request(exchange.method(), exchange.target());
        if (!exchange.content().isEmpty()) {
            request.content(exchange.content());
        }
        for (String field : exchange.fields()) {
            int colon = field.indexOf(':');
            request.header(field.substring(0, colon), field.substring(colon + 2));
        }
        TestResponse response = request.send();
        response.assertStatus(exchange.heads().getLast().status());
        has(exchange.heads().getLast().fields(), response.headers(), response);
        List<ResponseRecorder.Interim> interims = response.interims();
        assertEquals(exchange.heads().size() - 1, interims.size(), response::toString);
        for (int i = 0; i < interims.size(); i++) {
            assertEquals(exchange.heads().get(i).status(), interims.get(i).status());
            has(exchange.heads().get(i).fields(), interims.get(i).headers(), response);
        }
        if (!exchange.answer().isEmpty()) {
            String actual = response.contentText().strip();
            assertTrue(
                    Recipe.fits(exchange.answer(), actual), () -> "not " + exchange.answer() + "\nbut:\n" + response);
        }
        has(exchange.trailers(), response.trailers(), response);
    }

    private static void has(List<String> expected, Headers actual, TestResponse response) {
        for (String field : expected) {
            int colon = field.indexOf(':');
            boolean there = actual.all(field.substring(0, colon)).stream()
                    .anyMatch(value -> Recipe.fits(field.substring(colon + 2), value));
            assertTrue(there, () -> "no " + field + " in:\n" + response);
        }
    }

    private static void startDatabase() throws Exception {
        if (database == null) {
            Class<?> postgres = recipes.loadClass("Postgres");
            var missing = postgres.getDeclaredMethod("missing");
            missing.setAccessible(true);
            assumeTrue(missing.invoke(null).equals(Optional.empty()), "no PostgreSQL here");
            var start = postgres.getDeclaredMethod("start");
            start.setAccessible(true);
            database = (AutoCloseable) start.invoke(null);
            var port = postgres.getDeclaredField("port");
            port.setAccessible(true);
            System.setProperty(
                    "cookbook.database",
                    "jdbc:postgresql://127.0.0.1:" + port.get(database) + "/postgres?user=postgres");
        }
    }

    /** Makes {@code server.pem} and {@code server.key}. */
    private static SSLContext writeCertificate(Path folder) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(DevCertificate.in(folder))) {
            keys.load(in, DevCertificate.PASSWORD.toCharArray());
        }
        String alias = keys.aliases().nextElement();
        Certificate certificate = keys.getCertificate(alias);
        Key key = keys.getKey(alias, DevCertificate.PASSWORD.toCharArray());
        Files.writeString(folder.resolve("server.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(folder.resolve("server.key"), pem("PRIVATE KEY", key.getEncoded()));

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(alias, certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }
}
