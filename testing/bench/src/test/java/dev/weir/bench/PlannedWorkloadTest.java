package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured in a short time, who takes part in what, and when the time is over. */
class PlannedWorkloadTest {
    private static ReportRow row(Workload workload, BenchServer peer, double micros) {
        Run run = new Run(1, micros, 1, Percentiles.UNKNOWN, 1, 0, 0, 0, MixedTimes.NONE);
        return new ReportRow(workload, peer, List.of(run), "", false);
    }

    @Test
    void theQuickPlanHasEachWorkloadOnce() {
        List<Workload> planned = PlannedWorkload.QUICK.stream()
                .map(PlannedWorkload::workload)
                .sorted()
                .toList();
        assertEquals(Arrays.asList(Workload.values()), planned);
    }

    @Test
    void takesTheBestOfThePilot() {
        List<ReportRow> rows = List.of(
                row(Workload.H1_64, BenchServer.WEIR, 1),
                row(Workload.H1_64, BenchServer.JETTY, 9),
                row(Workload.H1_64, BenchServer.NGINX, 2),
                row(Workload.H1_64, BenchServer.NETTY, 4),
                row(Workload.H1_64, BenchServer.GO, 5),
                row(Workload.H1_64, BenchServer.VERTX, 3),
                row(Workload.H2C_8X100, BenchServer.NGHTTPD, 1));
        List<BenchServer> all = List.of(BenchServer.values());
        PlannedWorkload pipelined = new PlannedWorkload(Workload.H1_PIPELINED, Workload.H1_64, null);
        assertEquals(
                List.of(BenchServer.WEIR, BenchServer.NGINX, BenchServer.VERTX, BenchServer.NETTY),
                pipelined.peers(all, rows));
        // nginx sends nothing back, so that the next one has its place.
        PlannedWorkload echo = new PlannedWorkload(Workload.ECHO_H1, Workload.H1_64, null);
        assertEquals(
                List.of(BenchServer.WEIR, BenchServer.VERTX, BenchServer.NETTY, BenchServer.GO), echo.peers(all, rows));
        PlannedWorkload start = new PlannedWorkload(Workload.START, Workload.H1_64, null);
        List<BenchServer> some = List.of(
                BenchServer.WEIR,
                BenchServer.WEIR_IMAGE,
                BenchServer.VERTX,
                BenchServer.GO,
                BenchServer.JETTY,
                BenchServer.JDK);
        assertEquals(
                List.of(BenchServer.WEIR, BenchServer.WEIR_IMAGE, BenchServer.VERTX, BenchServer.GO, BenchServer.JETTY),
                start.peers(some, rows));
        assertEquals(all, new PlannedWorkload(Workload.H1_512, null, null).peers(all, rows));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "takes part", textBlock = """
        WEIR       | H1_64     | takes part
        WEIR       | IDLE      | takes part
        WEIR_BC    | H1_64     | is weir where there is no TLS
        WEIR_BC    | TLS_FULL  | takes part
        WEIR_OPENSSL | H1_64   | is weir where there is no TLS
        WEIR_OPENSSL | TLS_RESUMED | takes part
        WEIR_END   | H1_64     | takes part
        WEIR_END   | H1_512    | is weir but for a small cost of each request
        WEIR_IMAGE | START     | takes part
        WEIR_IMAGE | H1_64     | is weir once it has started
        JDK        | H2C_8X100 | does not speak HTTP/2
        JDK        | TLS_H1    | takes part
        JDK        | TLS_H2    | does not speak HTTP/2
        NGINX      | BODY_H2C  | takes part
        NGINX      | ECHO_H1   | sends no request's content back
        NGHTTPD    | H1_64     | does not speak HTTP/1
        NGHTTPD    | IDLE      | does not speak HTTP/1
        NGHTTPD    | START     | takes part
        NGHTTPD    | ECHO_H2C  | takes part
        GO         | ECHO_H1   | takes part
        GO         | MIXED_H1  | takes part
        NETTY      | FILE_64K_H1 | takes part
        NETTY      | FILE_64K_TLS | has files sent by the system alone here
        NETTY      | FILE_4K_H2C | has files sent by the system alone here
        VERTX      | FILE_H2C  | takes part
        HELIDON    | FILE_4K_TLS | serves no file here
        NGINX      | MIXED_H1  | has no handler that could sleep
        NGHTTPD    | MIXED_H2C | has no handler that could sleep
        JDK        | MIXED_H2C | does not speak HTTP/2
        NGINX      | H1_64_NEIGHBOURS | takes part
        WEIR_BC    | TLS_H1_TWO_CORES | takes part
        WEIR_OBSERVE | H2C_8X100 | takes part
        WEIR_OBSERVE | H1_512  | is weir but for a small cost of each request
        WEIR_BEFORE | WS_BROADCAST | takes part
        HELIDON    | WS_ECHO_64 | takes part
        HELIDON    | WS_ECHO_64_DEFLATE | compresses no messages
        NGINX      | WS_IDLE | has no WebSocket here
        JETTY      | WS_ECHO_16K_DEFLATE | takes part
        NGINX      | SCALE_H1_10000 | takes part
        NETTY      | SCALE_ROUTES_10 | has no router here
        VERTX      | SCALE_ROUTES_10 | has no router here
        JAVALIN    | SCALE_ROUTES_10000 | takes part
        JAVALIN    | SCALE_ROUTES_100000 | takes more than a minute to register so many routes
        UNDERTOW   | SCALE_ROUTES_100000 | takes more than a minute to register so many routes
        HELIDON    | SCALE_ROUTES_100000 | takes part
        JAVALIN    | SCALE_FIELDS_H1_0 | is Jetty where its toolbox is not used
        NETTY      | SCALE_BYTES_H2C_16M | takes part
        HELIDON    | SCALE_BYTES_H1_1K | has the large answer in one length alone here
        NGINX      | SCALE_ECHO_H1_1K | sends no request's content back
        JETTY      | SCALE_FIELDS_H2C_90 | takes part
        JDK        | SCALE_H2C_250 | does not speak HTTP/2
        """)
    void whoTakesPartInWhat(BenchServer peer, Workload workload, String refusal) {
        assertEquals(refusal == null ? "" : refusal, peer.refusal(workload));
    }

    @Test
    void timeIsKept() {
        AtomicLong seconds = new AtomicLong(1_000);
        Budget budget = new Budget(100, () -> seconds.get() * 1_000_000_000L);
        assertEquals(100, budget.left());
        // Nothing is known yet of how long a server takes.
        assertTrue(budget.allows(8));
        assertFalse(budget.allows(9));
        budget.learn(10, 50);
        assertTrue(budget.allows(20));
        assertFalse(budget.allows(21));
        seconds.addAndGet(99);
        assertFalse(budget.over());
        assertFalse(budget.allows(1));
        seconds.addAndGet(1);
        assertTrue(budget.over());
    }

    @Test
    void aPlanSaysHowLongItMayTake() throws BenchUsageException {
        BenchOptions options = BenchOptions.parse("--servers", "weir,netty,nginx", "--seconds", "6", "--rounds", "3");
        PlannedWorkload small = new PlannedWorkload(Workload.H1_64, null, null);
        PlannedWorkload echo = new PlannedWorkload(Workload.WS_ECHO_64, null, null);
        PlannedWorkload mixed = new PlannedWorkload(Workload.MIXED_H1, null, null);
        // Four warm-ups of 3 s and the start, three rounds of 6 s with a look at the cores; nginx has no WebSocket.
        assertEquals(3 * (13 + 19.5), small.expectedSeconds(options, Readiness.NEW));
        assertEquals(2 * (13 + 19.5), echo.expectedSeconds(options, Readiness.NEW));
        assertEquals(2 * (13 + 37.5), mixed.expectedSeconds(options, Readiness.NEW));
    }

    private static List<String> labels(List<Step> steps) {
        return steps.stream()
                .map(step -> step.round() + " " + step.plan().workload().label())
                .toList();
    }

    @Test
    void inPassesEverythingComesOnceBeforeItComesAgain() throws BenchUsageException {
        String workloads = "echo-h1,h1-64,idle,h2c-1x1,tls-full,mixed-h1,rate-5000-h1,tls-h1,scale-routes-10,start";
        BenchOptions options = BenchOptions.parse("--passes", "--rounds", "2", "--workloads", workloads);
        // Those that share servers are together, small answers first; a memory or a start is measured once.
        assertEquals(
                List.of(
                        "1 h1-64",
                        "1 rate-5000-h1",
                        "1 mixed-h1",
                        "1 echo-h1",
                        "1 h2c-1x1",
                        "1 tls-full",
                        "1 tls-h1",
                        "1 scale-routes-10",
                        "1 idle",
                        "1 start",
                        "2 h1-64",
                        "2 rate-5000-h1",
                        "2 mixed-h1",
                        "2 echo-h1",
                        "2 h2c-1x1",
                        "2 tls-full",
                        "2 tls-h1",
                        "2 scale-routes-10"),
                labels(Step.of(options)));
    }

    @Test
    void withoutPassesEachComesOnceWithAllOfItsRounds() throws BenchUsageException {
        BenchOptions options = BenchOptions.parse("--rounds", "2", "--workloads", "idle,h1-64");
        assertEquals(List.of("1 idle", "1 h1-64"), labels(Step.of(options)));
        assertEquals(2, options.pace().roundsAtOnce());
    }

    @Test
    void allIsMeasuredInPassesOfAboutAQuarterOfAnHour() throws BenchUsageException {
        BenchOptions options = BenchOptions.parse("--workloads", "all", "--servers", "all", "--rounds", "3");
        assertEquals(Pace.PASSES, options.pace());
        List<Step> steps = Step.of(options);
        assertEquals(
                Arrays.asList(Workload.values()),
                options.plan().stream().map(PlannedWorkload::workload).sorted().toList());
        double pass = steps.stream()
                .filter(step -> step.round() == 2)
                .mapToDouble(Step::seconds)
                .sum();
        assertTrue(pass < 20 * 60, pass + " s");
        assertTrue(Step.summary(options, steps).contains(", 3 passes: about "), Step.summary(options, steps));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        SCALE_H1_64             | weir, netty, nginx
        SCALE_ROUTES_100000     | weir, helidon, nginx
        RATE_5000_H2C           | weir, netty, nginx
        H1_64_NEIGHBOURS        | weir, netty, nginx
        MIXED_H1                | weir, helidon, netty
        TLS_RESUMED             | weir, weir-openssl, netty, nginx
        FILE_4K_TLS             | weir, vertx, nginx
        FILE_H2C                | weir, vertx, nginx
        WS_ECHO_64_DEFLATE      | weir, netty, jetty, undertow
        GZIP_16K                | weir, helidon, javalin, nginx
        H1_512                  | weir, helidon, netty, vertx, jetty, undertow, jdk, nginx, go
        """)
    void whereServersAreNotNamedEachWorkloadHasThoseOfInterest(Workload workload, String servers)
            throws BenchUsageException {
        BenchOptions options = BenchOptions.parse("--workloads", "all");
        PlannedWorkload plan = options.plan().stream()
                .filter(one -> one.workload() == workload)
                .findFirst()
                .orElseThrow();
        assertEquals(
                servers,
                plan.peers(options.peers(), List.of()).stream()
                        .map(BenchServer::label)
                        .collect(Collectors.joining(", ")));
        BenchOptions named = BenchOptions.parse("--passes", "--workloads", workload.label(), "--servers", "weir,jetty");
        assertEquals(
                List.of(BenchServer.WEIR, BenchServer.JETTY),
                named.plan().getFirst().peers(named.peers(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        H1_64          | H1_512           | true
        H1_64          | RATE_5000_H1     | true
        H1_64          | SCALE_FIELDS_H1_90 | true
        H1_64          | H2C_1X1          | false
        H1_64          | TLS_H1           | false
        H1_64          | H1_64_TWO_CORES  | false
        H1_64          | GZIP_16K         | false
        H1_64          | WS_ECHO_64       | false
        WS_ECHO_64     | WS_ECHO_16K      | true
        WS_ECHO_64     | WS_ECHO_64_DEFLATE | false
        SCALE_ROUTES_10 | SCALE_ROUTES_100 | false
        TLS_FULL       | TLS_RESUMED      | true
        TLS_FULL       | TLS_FULL_RSA     | false
        TLS_FULL       | TLS_H1           | false
        """)
    void someWorkloadsShareServers(Workload one, Workload other, boolean share) {
        assertEquals(share, one.sharesServers(other));
        assertEquals(share, other.sharesServers(one));
    }

    @Test
    void aPassAddsItsRunsToThoseBefore() {
        Run first = new Run(1, 10, 1, Percentiles.UNKNOWN, 1, 0, 0, 0, MixedTimes.NONE);
        Run second = new Run(2, 20, 1, Percentiles.UNKNOWN, 1, 0, 0, 0, MixedTimes.NONE);
        ReportRow before = row(List.of(first), "never warm");
        assertEquals(row(List.of(first, second), "never warm"), before.and(row(List.of(second), "never warm")));
        assertEquals(row(List.of(first, second), "never warm; x"), before.and(row(List.of(second), "x")));
        assertEquals(before, before.and(row(List.of(), Lab.NO_TIME)));
        assertEquals(row(List.of(second), ""), row(List.of(), Lab.NO_TIME).and(row(List.of(second), "")));
        // One that was disturbed throughout is there only as long as there is nothing better.
        ReportRow poor = row(List.of(second), ReportRow.DISTURBED);
        assertEquals(before, before.and(poor));
        assertEquals(before, poor.and(before));
        assertEquals(row(List.of(second, second), ReportRow.DISTURBED), poor.and(poor));
    }

    private static ReportRow row(List<Run> runs, String note) {
        return new ReportRow(Workload.H1_64, BenchServer.WEIR, runs, note, false);
    }

    @Test
    void withoutALimitThereIsTime() {
        Budget budget = new Budget(Double.POSITIVE_INFINITY, System::nanoTime);
        assertFalse(budget.over());
        assertTrue(budget.allows(1_000_000));
    }
}
