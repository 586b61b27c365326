package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.attack.GoodClient.Latency;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http.core.ServerStats;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.LogTap;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A family of attacks: a server with the demo's routes, and two good clients, one of each protocol, that ask all
 * through it. After every test:
 *
 * <ul>
 * <li>the good clients have had every answer, with a p99 of at most three times that of a quiet server, or of what the
 *     machine itself takes for an exchange at the same time;
 * <li>no connection, handler, thread or descriptor is left over, and the heap is what it was;
 * <li>the log has at most one line for each bad connection, those at debug not counted.
 * </ul>
 *
 * <p>A class that derives from it says what is special about its server ({@link #configure}, {@link #http2}), plays
 * attacks against {@link #dial}, and asserts what {@link Attack#play} or {@link Http2Attack#observe} gives back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Family {
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");

    /** The server's logger, which is at debug. */
    private static final String LOG = "dev.weir.attack.UnderAttack";

    /**
     * Below this a p99 is none of the server's doing: attacker, server and good clients share a few processors with
     * whatever else the machine does.
     */
    private static final long FLOOR_MICROS = 250_000;
    /** What pools of buffers may come to hold, and what a garbage collector leaves; thousands of clients fill them. */
    private static final long HEAP_SLACK = LONG ? 16 << 20 : 8 << 20;

    private static final int QUIET = 150;
    /** What one answer may take on a machine that is at work: a deadline that was missed would be longer. */
    private static final long FLOOR_OF_ONE_MICROS = 1_000_000;

    /** In the long form an attack goes on for so long, or so long where it is one of a table; by so many at once. */
    private static final Duration LONG_FOR = Duration.ofSeconds(2);

    private static final Duration LONG_FOR_A_LINE = Duration.ofMillis(500);
    private static final int ATTACKERS = 4;

    private LogTap log;
    private Server server;
    private Dial dial;
    private List<GoodClient> good;
    private GoodClient machine;
    private List<Latency> quiet;
    private Footprint before;
    private Footprint atStart;
    private ServerStats stats;

    // ---- what a family may say

    /** Settings of the server other than the defaults. */
    void configure(ServerBuilder builder) {}

    /** Routes beside the demo's. */
    void routes(ServeMux mux) {}

    /** The limits of HTTP/2. */
    Http2Config http2() {
        return Http2Config.DEFAULT;
    }

    /** How to connect to a server; with TLS where a family wants that. */
    Dial dialTo(Server running) {
        return Dial.plain(running.port());
    }

    /** Those who must not be harmed. */
    List<GoodClient> goodClients() throws IOException {
        return List.of(GoodClient.http1(dial), GoodClient.http2(dial));
    }

    /** Whether each test is held against the footprint, and not all of a class together. */
    boolean weighsEach() {
        return true;
    }

    // ---- what its tests use

    /**
     * An attack, and what the server answers.
     *
     * @param answer as {@link Observed} describes it, with # for any number
     */
    record Row(Http2Attack attack, String answer) {
        @Override
        public String toString() {
            return attack.name();
        }
    }

    /** Returns attacks with their answers, as {@link #table}. */
    static List<Row> rows(List<Http2Attack> attacks, String table) {
        return table(attacks, table, Row::new);
    }

    /**
     * Returns attacks with their answers: {@code name => answer} in each line; every attack must have its line.
     *
     * @param row makes a row of an attack and its answer
     */
    static <A extends Attack, R> List<R> table(List<A> attacks, String table, BiFunction<A, String, R> row) {
        Map<String, String> answers = new HashMap<>();
        table.lines().forEach(line -> answers.put(line.split(" => ")[0], line.split(" => ")[1]));
        List<R> rows = new ArrayList<>();
        for (A attack : attacks) {
            String answer = answers.remove(attack.name());
            assertNotNull(answer, attack + " has no line");
            rows.add(row.apply(attack, answer));
        }
        assertEquals(Map.of(), answers, "lines of no attack");
        return rows;
    }

    /** Plays an attack once; in the long form again and again, by several at once. The answer is always the same. */
    final void play(Row row, int size) {
        play(row.attack(), size, seen -> {
            String as = Pattern.quote(row.answer()).replace("#", "\\E[0-9]+\\Q");
            assertTrue(
                    seen.toString().matches(as),
                    () -> row + ": expected " + row.answer() + "\nbut was " + seen + "\n" + seen.transcript());
        });
    }

    /** The same with a check of one's own. */
    final void play(Http2Attack attack, int size, Consumer<Observed> check) {
        attack(() -> {
            check.accept(attack.observe(dial, size));
            return null;
        });
    }

    /** Does something once; in the long form again and again, by several at once. */
    final void attack(Callable<Void> once) {
        Duration time = weighsEach() ? LONG_FOR : LONG_FOR_A_LINE;
        long end = System.nanoTime() + (LONG ? time.toNanos() : 0);
        Callable<Void> attacker = () -> {
            do {
                once.call();
            } while (System.nanoTime() < end);
            return null;
        };
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (Future<Void> one : threads.invokeAll(Collections.nCopies(LONG ? ATTACKERS : 1, attacker))) {
                one.get();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AssertionError failed ? failed : new AssertionError(e.getCause());
        }
    }

    /** The size of an attack: the second in the profile {@code attack}. */
    static int size(int brief, int full) {
        return LONG ? full : brief;
    }

    final Dial dial() {
        return dial;
    }

    final Server server() {
        return server;
    }

    /** By how much the heap may grow while an attack goes on, asserted in the midst of it. */
    final void assertHeapBelow(long more) {
        Footprint now = Footprint.now();
        assertTrue(now.heap() < before.heap() + more, () -> "in the midst of it: " + now + "; before: " + before);
    }

    /** What was counted since the test began. */
    final long since(ToLongFunction<ServerStats> count) {
        return count.applyAsLong(server.stats()) - count.applyAsLong(stats);
    }

    /** Waits until the server has said this to its log, at any level. */
    final void awaitLogged(String text) {
        Servers.await(() -> log.has(line -> line.contains(text)), () -> "no \"" + text + "\" in " + log.lines());
    }

    /** The lines of the log with a text, at any level, since the test began. */
    final List<String> logged(String text) {
        return log.lines().stream().filter(line -> line.contains(text)).toList();
    }

    /** How many lines the log may have that are not for debugging; none, unless a test says otherwise. */
    int logLines() {
        return 0;
    }

    // ---- before and after

    @BeforeAll
    final void start(@TempDir Path files) throws IOException {
        log = LogTap.on(LOG.substring(LOG.lastIndexOf('.') + 1));
        ServeMux mux = DemoHandlers.of(() -> server.stats(), files);
        routes(mux);
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(LOG)
                .handler(mux)
                .protocol(new Http2Provider(http2()));
        configure(builder);
        server = builder.build();
        server.start();
        dial = dialTo(server);
        good = goodClients();
        // What runs for the first time is slow, and takes memory that stays.
        good.forEach(client -> client.latency(QUIET));
        machine = GoodClient.machine();
        good.forEach(GoodClient::begin);
        quiet = good.stream().map(client -> client.latency(QUIET)).toList();
        atStart = weigh();
    }

    @BeforeEach
    final void begin() {
        before = weighsEach() ? weigh() : atStart;
        stats = server.stats();
        log.begin();
        machine.begin();
        good.forEach(GoodClient::begin);
    }

    @AfterEach
    final void holdAgainstQuiet() {
        Latency calmest = machine.latency(1);
        for (int i = 0; i < good.size(); i++) {
            GoodClient client = good.get(i);
            Latency calm = quiet.get(i);
            Latency under = client.latency(1);
            // Of few answers it is the slowest, which is held against the slowest of the machine's.
            boolean ofOne = under.p99() == under.most();
            long floor = ofOne ? FLOOR_OF_ONE_MICROS : FLOOR_MICROS;
            long machineTakes = ofOne ? calmest.most() : calmest.p99();
            assertTrue(
                    under.p99() <= Math.max(floor, 3 * Math.max(calm.p99(), machineTakes)),
                    () -> client + " was slowed down: " + under + "; without an attack " + calm
                            + "; the machine itself " + calmest);
        }
        Servers.await(
                () -> server.stats().openConnections() == good.size(),
                () -> "connections are left over: " + server.stats());
        if (weighsEach()) {
            awaitFootprint(before);
        }
        assertTrue(log.loud() <= logLines(), () -> log.loud() + " lines in the log: " + log.lines());
        assertEquals(0, since(ServerStats::handlersFailed) - expectedFailures(), "handlers failed");
    }

    /** How many handlers fail, as a test has them do. */
    long expectedFailures() {
        return 0;
    }

    /** What the process holds while the good clients rest, so that only their connections are left. */
    private Footprint weigh() {
        machine.pause();
        good.forEach(GoodClient::pause);
        Footprint now = Footprint.now();
        good.forEach(GoodClient::resume);
        machine.resume();
        return now;
    }

    private void awaitFootprint(Footprint was) {
        long end = System.nanoTime() + Wire.SAFETY_MILLIS * 1_000_000L;
        Footprint now = weigh();
        String more = now.moreThan(was, HEAP_SLACK);
        while (!more.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not back to where it was: " + more + server.stats());
            }
            now = weigh();
            more = now.moreThan(was, HEAP_SLACK);
        }
    }

    @AfterAll
    final void stop() throws IOException {
        awaitFootprint(atStart);
        for (GoodClient client : good) {
            client.close();
        }
        machine.close();
        assertTrue(server.shutdown(Duration.ofSeconds(10)), "shutdown had to cut something");
        log.close();
    }
}
