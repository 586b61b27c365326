package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables as they are printed and stored. */
class ReportTest {
    private static final List<ReportRow> ROWS = List.of(
            new ReportRow(Workload.H1_64, BenchServer.WEIR, runs(6, 6.2, 6.1), "", false),
            new ReportRow(Workload.H1_64, BenchServer.NETTY, runs(8, 8, 8), "3 socket errors", false),
            new ReportRow(Workload.H1_64, BenchServer.JETTY, runs(16, 16, 16), "", false),
            new ReportRow(Workload.H1_64, BenchServer.JDK, List.of(), "did not\tstart", true),
            new ReportRow(Workload.H1_512, BenchServer.WEIR, runs(12, 12, 12), "", false));

    private static List<Run> runs(double... micros) {
        List<Run> runs = new ArrayList<>();
        for (double one : micros) {
            Percentiles latency = new Percentiles(456, 1_234, 0);
            runs.add(new Run(runs.size() + 1, one, 123_456.7, latency, 1_000, 0.02, 0, 1_024, MixedTimes.NONE));
        }
        return runs;
    }

    @Test
    void printsATable() {
        String expected = """
            workload  server  us/request  to best  weir/server  spread  requests/s     p50      p99  p99.9 \s\
            alloc/request  others  note
            h1-64     weir          6.10     0.76         1.00     3 %     123,457  456 us  1.23 ms      - \s\
                   1024 B     2 %
            h1-64     netty         8.00     1.00         0.76     0 %     123,457  456 us  1.23 ms      - \s\
                   1024 B     2 %  3 socket errors
            h1-64     jetty        16.00     2.00         0.38     0 %     123,457  456 us  1.23 ms      - \s\
                   1024 B     2 %
            h1-64     jdk              -        -            -       -           -       -        -      - \s\
                        -       -  did not start
            h1-512    weir         12.00        -         1.00     0 %     123,457  456 us  1.23 ms      - \s\
                   1024 B     2 %
            """;
        assertEquals(expected, Report.render(ROWS).replace('\t', ' '));
    }

    @Test
    void storesATable() {
        String expected = """
            workload,server,us_per_request,to_best,weir_ratio,spread,requests_per_second,p50_us,p99_us,\
            p999_us,allocated_bytes,others,note
            h1-64,weir,6.100,0.763,1.000,0.033,123457,456,1234,0,1024,0.020,
            h1-64,netty,8.000,1.000,0.763,0.000,123457,456,1234,0,1024,0.020,3 socket errors
            h1-64,jetty,16.000,2.000,0.381,0.000,123457,456,1234,0,1024,0.020,
            h1-64,jdk,,,,,,,,,,,did not start
            h1-512,weir,12.000,,1.000,0.000,123457,456,1234,0,1024,0.020,
            """;
        assertEquals(expected, Results.tsv(ROWS).replace('\t', ','));
    }

    @Test
    void printsAndStoresMixedWorkloads() {
        List<ReportRow> rows = List.of(
                new ReportRow(
                        Workload.MIXED_H1,
                        BenchServer.WEIR,
                        List.of(mixed(1, 300, 1_400, 0), mixed(2, 400, 1_300, 0), mixed(3, 350, 9_000, 0)),
                        "",
                        false),
                new ReportRow(Workload.MIXED_H1, BenchServer.GO, List.of(mixed(1, 900, 400, 7)), "7 lost", false),
                new ReportRow(Workload.MIXED_H1, BenchServer.NGINX, List.of(), "cannot", false));
        List<ReportRow> all = new ArrayList<>(ROWS);
        all.addAll(rows);
        assertEquals(rows, MixedTable.of(all));
        String table = """
            workload  server  p50 alone    p50  p99 alone      p99  p99 above  sleepers p50  sleepers p99  lost  note
            mixed-h1  weir        90 us  95 us     350 us  1.40 ms    1.10 ms      20.10 ms      21.50 ms     0
            mixed-h1  go          90 us  95 us     900 us   400 us    -500 us      20.10 ms      21.50 ms     7  7 lost
            mixed-h1  nginx           -      -          -        -          -             -             -     -  cannot
            """;
        assertEquals(table, MixedTable.render(rows));
        String tsv = """
            workload,server,p50_alone_us,p50_us,p99_alone_us,p99_us,p99_above_us,sleepers_p50_us,sleepers_p99_us,\
            lost,note
            mixed-h1,weir,90,95,350,1400,1100,20100,21500,0,
            mixed-h1,go,90,95,900,400,-500,20100,21500,7,7 lost
            mixed-h1,nginx,,,,,,,,,cannot
            """;
        assertEquals(tsv, MixedTable.tsv(rows).replace('\t', ','));
        assertEquals("", MixedTable.tsv(List.of()));
    }

    private static Run mixed(int round, double p99Alone, double p99, long lost) {
        MixedTimes times = new MixedTimes(new Percentiles(90, p99Alone, 0), new Percentiles(20_100, 21_500, 21_600));
        return new Run(round, 10, 5_000, new Percentiles(95, p99, 0), 10_000, 0, lost, 0, times);
    }

    @Test
    void printsAndStoresIdleConnections() {
        List<IdleRow> rows = List.of(
                new IdleRow(Workload.IDLE, BenchServer.WEIR, 3_500, 20_000, "", false),
                new IdleRow(Workload.IDLE, BenchServer.NGINX, 0, 600, "", false),
                new IdleRow(Workload.IDLE, BenchServer.NGHTTPD, 0, 0, "does not speak HTTP/1", false));
        String table = """
            workload  server   heap/connection  resident/connection  note
            idle      weir              3500 B             19.5 KiB
            idle      nginx                  -                600 B
            idle      nghttpd                -                    -  does not speak HTTP/1
            """;
        assertEquals(table, IdleRow.render(rows));
        String tsv = """
            workload,server,heap_per_connection,resident_per_connection,note
            idle,weir,3500,20000,
            idle,nginx,0,600,
            idle,nghttpd,,,does not speak HTTP/1
            """;
        assertEquals(tsv, IdleRow.tsv(rows).replace('\t', ','));
    }

    @Test
    void printsAndStoresStarts() {
        List<StartRow> rows = List.of(
                new StartRow(
                        BenchServer.WEIR,
                        List.of(
                                new StartRow.Start(200, 310),
                                new StartRow.Start(180, 330),
                                new StartRow.Start(220, 320)),
                        "",
                        false),
                new StartRow(BenchServer.WEIR_IMAGE, List.of(), "there is no runtime image", false));
        String table = """
            workload  server      first answer  spread     CPU  note
            start     weir              200 ms    20 %  320 ms
            start     weir-image             -       -       -  there is no runtime image
            """;
        assertEquals(table, StartRow.render(rows));
        String tsv = """
            workload,server,first_answer_ms,spread,cpu_ms,note
            start,weir,200.0,0.200,320,
            start,weir-image,,,,there is no runtime image
            """;
        assertEquals(tsv, StartRow.tsv(rows).replace('\t', ','));
    }

    @ParameterizedTest
    @CsvSource({"0, -", "24, 24 B", "9999, 9999 B", "20480, 20.0 KiB", "-30, -30 B", "20971520, 20.0 MiB"})
    void writesSizes(double bytes, String text) {
        assertEquals(text, Report.bytes(bytes));
    }

    @Test
    void numbersStandToTheRight() {
        String table = Table.render(
                List.of("name", "n", "mixed"), List.of(List.of("a", "1", "1"), List.of("bcdef", "23456", "x")));
        assertEquals("name       n  mixed\na          1  1\nbcdef  23456  x\n", table);
    }

    @Test
    void anEmptyTableIsItsHeader() {
        assertEquals("a  b\n", Table.render(List.of("a", "b"), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, -",
        "1, 1 us",
        "999, 999 us",
        "1000, 1.00 ms",
        "27460, 27.46 ms",
        "1500000, 1.50 s",
        "-12, -12 us",
        "-46526, -46.53 ms"
    })
    void writesDurations(double micros, String text) {
        assertEquals(text, Report.duration(micros));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "fine", textBlock = """
        HTTP/1.1 200 OK~Date: x~Content-Type: text/plain~Content-Length: 13~~Hello, World! | fine
        HTTP/1.1 200 OK~content-length: 13~content-type: text/plain~date: x~~Hello, World! | fine
        HTTP/1.1 404 Not Found~Content-Length: 0~~ | the status is not 200
        HTTP/1.1 200 OK~Date: x~~Hello | the content is not the agreed one
        HTTP/1.1 200 OK~Content-Type: text/plain~Content-Length: 13~~Hello, World! | missing is "date:"
        """)
    void knowsTheAgreedAnswer(String answer, String problem) {
        assertEquals(problem, AnswerCheck.problem(answer.replace("~", "\r\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "fine", textBlock = """
        200 | 65536 | fine
        200 | 65546 | fine
        200 | 65535 | the content has 65535 bytes, not 65536
        500 | 65536 | the status is not 200
        """)
    void countsLongContent(int status, int length, String problem) {
        String answer = "HTTP/1.1 " + status + " x\r\n\r\n" + "x".repeat(length);
        assertEquals(problem, AnswerCheck.problem(answer, RequestTarget.ECHO));
    }

    @Test
    void optionsHaveDefaults() throws BenchUsageException {
        BenchOptions options = BenchOptions.parse();
        List<BenchServer> all = new ArrayList<>(List.of(BenchServer.values()));
        all.remove(BenchServer.WEIR_BEFORE);
        assertEquals(all, options.peers());
        assertEquals(PlannedWorkload.of(Workload.USUAL), options.plan());
        assertEquals(Pace.FULL, options.pace());
        assertEquals(Double.POSITIVE_INFINITY, options.budgetSeconds());
        assertEquals(
                List.of(BenchServer.JDK, BenchServer.WEIR),
                BenchOptions.parse("--servers", "jdk,weir,jdk").peers());
        assertEquals(
                Workload.values().length,
                BenchOptions.parse("--workloads", "all").plan().size());
    }

    @Test
    void groupsOfWorkloadsHaveNames() throws BenchUsageException {
        List<PlannedWorkload> plan =
                BenchOptions.parse("--workloads", "scale,h1-64,ws").plan();
        assertEquals(Workload.SCALE_H1_64, plan.getFirst().workload());
        int scale = (int) Arrays.stream(Workload.values())
                .filter(workload -> workload.label().startsWith("scale-"))
                .count();
        assertEquals(Workload.H1_64, plan.get(scale).workload());
        assertEquals(Workload.WS_ECHO_64, plan.get(scale + 1).workload());
        assertEquals(scale + 1 + 6, plan.size());
    }

    @Test
    void theTableForThePageHasOneLineForEachThatWasMeasured() {
        Run run = new Run(1, 10, 12_345, new Percentiles(400, 5000, 0), 9, 0.02, 0, 958, MixedTimes.NONE);
        List<ReportRow> rows = List.of(
                new ReportRow(Workload.SCALE_ROUTES_10, BenchServer.WEIR, List.of(run), "", false),
                new ReportRow(Workload.SCALE_ROUTES_10, BenchServer.NETTY, List.of(), "has no router here", false),
                new ReportRow(Workload.SCALE_ROUTES_10, BenchServer.NGINX, List.of(run), "never warm", false),
                new ReportRow(Workload.H1_64, BenchServer.WEIR, List.of(run), "", false));
        assertEquals(
                """
                | scale-routes-10 | weir | 10.00 | 1.00 | 1.00 | 0 % | 12,345 | 400 us | 5.00 ms | 958 B |  |
                |  | nginx | 10.00 | 1.00 | 1.00 | 0 % | 12,345 | 400 us | 5.00 ms | 958 B | never warm |
                | h1-64 | weir | 10.00 | - | 1.00 | 0 % | 12,345 | 400 us | 5.00 ms | 958 B |  |
                """,
                Report.markdown(rows).lines().skip(2).map(line -> line + "\n").collect(Collectors.joining()));
    }

    @Test
    void twoBuildsAreComparedInManyShortRounds() throws BenchUsageException {
        BenchOptions options = BenchOptions.parse("--compare", "main", "--rounds", "20");
        assertTrue(options.compares());
        assertEquals(List.of(BenchServer.WEIR, BenchServer.WEIR_BEFORE), options.peers());
        assertEquals(Pace.COMPARE.withRounds(20), options.pace());
    }

    @Test
    void theHelpAndThePageNameEachWorkloadAndServer() throws IOException {
        String page = Files.readString(Path.of("README.md"));
        for (Workload workload : Workload.values()) {
            assertTrue(BenchOptions.HELP.contains(workload.label()), workload.label());
            assertTrue(page.contains("`" + workload.label() + "`"), workload.label());
        }
        for (BenchServer server : BenchServer.values()) {
            assertTrue(BenchOptions.HELP.contains(server.label()), server.label());
            assertTrue(page.contains("| `" + server.label() + "` |"), server.label());
        }
        BenchOptions.HELP.lines().forEach(line -> assertTrue(line.length() <= 120, line));
    }

    @Test
    void quickIsShort() throws BenchUsageException {
        BenchOptions quick = BenchOptions.parse("--quick");
        assertEquals(PlannedWorkload.QUICK, quick.plan());
        assertEquals(Pace.QUICK, quick.pace());
        assertEquals(600, quick.budgetSeconds());
        BenchOptions changed =
                BenchOptions.parse("--seconds", "9", "--quick", "--disturbed", "--rounds", "5", "--minutes", "2");
        assertEquals(new Pace(9, 1, 4, 5, 1, 0, true, false), changed.pace());
        assertEquals(120, changed.budgetSeconds());
        BenchOptions one = BenchOptions.parse("--quick", "--workloads", "idle");
        assertEquals(PlannedWorkload.of(List.of(Workload.IDLE)), one.plan());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --fast            | unknown option --fast; --help shows all
        --seconds         | --seconds needs a value
        --seconds 0       | --seconds takes a number from 1 to 300, not 0
        --seconds x       | --seconds takes a number from 1 to 300, not x
        --servers weir,   | --servers takes of weir, weir-bc, weir-openssl, weir-end, weir-observe, weir-image,\s\
        helidon, javalin,\s\
        netty, vertx, jetty, undertow, jdk, nginx, nghttpd, go, not ""
        --server-core 0   | server and load generator need a core each, both have 0
        """)
    void refusesOtherOptions(String line, String message) {
        String[] args = line.split(" ");
        assertEquals(
                message,
                assertThrows(BenchUsageException.class, () -> BenchOptions.parse(args))
                        .getMessage());
    }
}
