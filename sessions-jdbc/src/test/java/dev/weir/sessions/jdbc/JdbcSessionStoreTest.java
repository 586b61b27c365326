package dev.weir.sessions.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.sessions.SessionRecord;
import dev.weir.sessions.Sessions;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The store over a real PostgreSQL, which is started for these tests. */
@Timeout(300)
class JdbcSessionStoreTest {
    private static final Handler APP = (w, r) -> {
        switch (r.path()) {
            case "/login" -> Sessions.of(r).login(r.query());
            case "/logout" -> Sessions.of(r).invalidate();
            case "/set" -> Sessions.of(r).set(r.query(), "1");
            case "/has" -> w.write(Sessions.of(r).get(r.query()).orElse("no") + " ");
            case "/free" -> {
                w.write("free");
                return;
            }
            default -> {}
        }
        w.write(Sessions.of(r).user().orElse("-"));
    };

    private static Postgres postgres;

    private volatile Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private CountedSource source;
    private JdbcSessionStore store;

    @BeforeAll
    static void start() throws Exception {
        Optional<String> missing = Postgres.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        postgres = Postgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void freshTable() throws Exception {
        execute("DROP TABLE IF EXISTS weir_sessions");
        source = new CountedSource(postgres.source(), true);
        store = new JdbcSessionStore(source, "weir_sessions", clock);
        store.createTable();
    }

    @AfterEach
    void everyConnectionIsClosed() {
        if (source != null) {
            assertTrue(source.taken.get() > 0);
            assertEquals(0, source.open.get());
        }
    }

    @Test
    void aDatabaseThatIsNotThereSaysSo() throws Exception {
        PGSimpleDataSource nowhere = (PGSimpleDataSource) postgres.source();
        nowhere.setPortNumbers(new int[] {1});
        String state = assertThrows(SQLException.class, () -> new JdbcSessionStore(nowhere).createTable())
                .getSQLState();
        assertEquals("08001", state);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int rows() throws SQLException {
        try (Connection connection = postgres.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM weir_sessions")) {
            count.next();
            return count.getInt(1);
        }
    }

    private SessionRecord record(String content, String user, long version) {
        return new SessionRecord(
                content, Optional.of(user).filter(name -> !name.isEmpty()), now.plus(Duration.ofMinutes(30)), version);
    }

    // ---- the contract

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesWhereNobodyHasComeBefore(boolean autoCommit) throws Exception {
        CountedSource connections = new CountedSource(postgres.source(), autoCommit);
        JdbcSessionStore here = new JdbcSessionStore(connections, "weir_sessions", clock);
        String id = "A".repeat(43);
        assertFalse(here.save(id, record("x", "", 2)), "there is none");
        assertTrue(here.save(id, record("x", "", 1)));
        assertFalse(here.save(id, record("y", "", 1)), "there is one");
        assertFalse(here.save(id, record("y", "", 3)), "another version");
        String longest = "1780000000&k=" + "%D0%BA".repeat(5300);
        assertTrue(here.save(id, record(longest, "änn'; --", 2)));
        assertEquals(record(longest, "änn'; --", 2), store.load(id).orElseThrow(), "another server sees it");
        assertTrue(here.delete(id));
        assertFalse(here.delete(id));
        assertFalse(here.save(id, record("y", "", 3)), "it does not come back");
        assertEquals(Optional.empty(), here.load(id));
        assertEquals(0, connections.open.get());
    }

    @ParameterizedTest
    @CsvSource({"read committed, true", "read committed, false", "serializable, true", "serializable, false"})
    void ofManyAtOnceOneSaves(String isolation, boolean autoCommit) throws Exception {
        PGSimpleDataSource strict = (PGSimpleDataSource) postgres.source();
        strict.setOptions("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
        CountedSource connections = new CountedSource(strict, autoCommit);
        JdbcSessionStore here = new JdbcSessionStore(connections, "weir_sessions", clock);
        for (int version = 1; version <= 3; version++) {
            SessionRecord next = record("x", "", version);
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(() -> here.save("B".repeat(43), next));
            }
            int saved = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Boolean> one : threads.invokeAll(calls)) {
                    saved += one.get() ? 1 : 0;
                }
            }
            assertEquals(1, saved);
        }
        assertEquals(0, connections.open.get());
    }

    @Test
    void endsAllOfAUser() throws Exception {
        store.save("a", record("x", "ann", 1));
        store.save("b", record("x", "ann", 1));
        store.save("c", record("x", "bob", 1));
        assertEquals(2, store.deleteUser("ann"));
        assertEquals(0, store.deleteUser("ann"));
        assertTrue(store.load("c").isPresent());
    }

    // ---- the table

    @Test
    void theTableIsMadeOnce() throws Exception {
        store.save("a", record("x", "", 1));
        store.createTable();
        assertTrue(store.load("a").isPresent());
        execute("CREATE SCHEMA IF NOT EXISTS web");
        JdbcSessionStore other = new JdbcSessionStore(source, "web.S_2", clock);
        other.createTable();
        assertTrue(other.save("a", record("x", "", 1)));
        execute("DROP SCHEMA web CASCADE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalServersMayMakeItAtOnce(boolean autoCommit) throws Exception {
        execute("DROP TABLE weir_sessions");
        JdbcSessionStore here = new JdbcSessionStore(new CountedSource(postgres.source(), autoCommit));
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(() -> {
                here.createTable();
                return true;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> one : threads.invokeAll(calls)) {
                assertTrue(one.get());
            }
        }
        assertEquals(0, rows());
    }

    @Test
    void aDatabaseThatRefusesSaysWhy() throws Exception {
        execute("DROP TABLE weir_sessions");
        String message = assertThrows(IOException.class, () -> store.load("a")).getMessage();
        assertTrue(message.contains("\"weir_sessions\" does not exist") && message.contains("42P01"), message);
        execute("DROP ROLE IF EXISTS reader");
        execute("CREATE ROLE reader LOGIN");
        PGSimpleDataSource reader = (PGSimpleDataSource) postgres.source();
        reader.setUser("reader");
        message = assertThrows(SQLException.class, () -> new JdbcSessionStore(reader).createTable())
                .getMessage();
        assertTrue(message.contains("permission denied"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "1a", "a b", "a;b", "a--", "\"a\"", "a'b", "é", "a\n"})
    void aNameThatIsNoneIsRefused(String table) {
        assertThrows(IllegalArgumentException.class, () -> new JdbcSessionStore(source, table, clock));
        assertThrows(IllegalArgumentException.class, () -> new JdbcSessionStore(source, "x".repeat(51), clock));
    }

    // ---- what is over

    @Test
    void whatIsOverIsPurgedBitByBit() throws Exception {
        for (int i = 0; i < 30; i++) {
            store.save("s" + i, record("x", "", 1));
        }
        now = now.plus(Duration.ofMinutes(10));
        store.save("young", record("x", "", 1));
        now = now.plus(Duration.ofMinutes(21));
        assertEquals(20, store.purge(20));
        assertEquals(10, store.purge(20));
        assertEquals(0, store.purge(20));
        assertEquals(1, rows());
        assertThrows(IllegalArgumentException.class, () -> store.purge(0));
    }

    @Test
    void savingPurgesOnceAMinute() throws Exception {
        execute("INSERT INTO weir_sessions SELECT 's' || i, NULL, 'x', 0, 1 FROM generate_series(1, 1200) i");
        store.save("a", record("x", "", 1));
        assertEquals(701, rows());
        store.save("b", record("x", "", 1));
        assertEquals(702, rows(), "a minute is not over");
        now = now.plus(Duration.ofMinutes(1));
        store.save("c", record("x", "", 1));
        assertEquals(203, rows());
    }

    @Test
    void twoServersPurgeAtOnce() throws Exception {
        execute("INSERT INTO weir_sessions SELECT 's' || i, NULL, 'x', 0, 1 FROM generate_series(1, 2000) i");
        int purged = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> one : threads.invokeAll(List.<Callable<Integer>>of(
                    () -> store.purge(2000),
                    () -> new JdbcSessionStore(new CountedSource(postgres.source(), false)).purge(2000)))) {
                purged += one.get();
            }
        }
        assertEquals(2000, purged);
        assertEquals(0, rows());
    }

    // ---- servers

    private Server serve() throws Exception {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(Sessions.in(new JdbcSessionStore(source)).wrap(APP))
                .build();
        server.start();
        return server;
    }

    private static HttpResponse<String> ask(HttpClient client, Server server, String target) throws Exception {
        return client.send(request(server, target), BodyHandlers.ofString());
    }

    private static HttpRequest request(Server server, String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + target))
                .timeout(Duration.ofSeconds(90))
                .build();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
    }

    @Test
    void twoServersShareThemAndARestartEndsNone() throws Exception {
        try (HttpClient client = client();
                Server second = serve()) {
            try (Server first = serve()) {
                assertEquals("ann", ask(client, first, "/login?ann").body());
                assertEquals("ann", ask(client, second, "/").body());
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Server one = i % 2 == 0 ? first : second;
                    answers.add(client.sendAsync(request(one, "/set?k" + i), BodyHandlers.ofString()));
                }
                for (CompletableFuture<HttpResponse<String>> answer : answers) {
                    assertEquals(200, answer.get().statusCode());
                }
                for (int i = 0; i < 10; i++) {
                    assertEquals("1 ann", ask(client, first, "/has?k" + i).body());
                }
            }
            try (Server restarted = serve()) {
                assertEquals("1 ann", ask(client, restarted, "/has?k0").body());
                assertEquals("-", ask(client, restarted, "/logout").body());
                assertEquals("-", ask(client, second, "/").body());
            }
        }
        assertEquals(0, rows());
    }

    @Test
    void theDatabaseGoesAwayAndComesBack() throws Exception {
        try (HttpClient client = client();
                Server server = serve()) {
            assertEquals("ann", ask(client, server, "/login?ann").body());
            postgres.down();
            try {
                for (String target : List.of("/", "/login?bob", "/set?a", "/logout")) {
                    HttpResponse<String> answer = ask(client, server, target);
                    assertEquals(503, answer.statusCode(), target);
                    assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
                    assertEquals("Service Unavailable\n", answer.body(), "nothing of the reason");
                }
                assertEquals("free", ask(client, server, "/free").body(), "what needs no session is answered");
            } finally {
                postgres.up();
            }
            assertEquals("ann", ask(client, server, "/").body());
        }
    }

    @Test
    void itGoesAwayBetweenReadingAndSaving() throws Exception {
        Handler cut = (w, r) -> {
            Sessions.of(r).set("a", "1");
            postgres.down();
        };
        try (HttpClient client = client();
                Server server = Server.builder()
                        .address("127.0.0.1:0")
                        .handler(Sessions.in(new JdbcSessionStore(source)).wrap(cut))
                        .build()) {
            server.start();
            HttpResponse<String> answer;
            try {
                answer = ask(client, server, "/");
            } finally {
                postgres.up();
            }
            assertEquals(503, answer.statusCode());
            assertEquals(Optional.empty(), answer.headers().firstValue("Set-Cookie"));
        }
    }

    @Test
    void forgedCookiesLeaveNoRow() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                Server server = serve()) {
            for (int i = 0; i < 200; i++) {
                String id = ("" + (i + 1_000_000)).repeat(7).substring(0, 43);
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/"))
                        .header("Cookie", "session=" + id)
                        .build();
                assertEquals("-", client.send(request, BodyHandlers.ofString()).body());
            }
        }
        assertEquals(0, rows());
    }
}
