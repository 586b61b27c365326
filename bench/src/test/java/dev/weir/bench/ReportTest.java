package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables as they are printed and stored. */
class ReportTest {
    private static final List<Row> ROWS = List.of(
            new Row(Workload.H1_64, Peer.WEIR, runs(6, 6.2, 6.1), ""),
            new Row(Workload.H1_64, Peer.NETTY, runs(8, 8, 8), "3 socket errors"),
            new Row(Workload.H1_64, Peer.JDK, List.of(), "did not\tstart"),
            new Row(Workload.H1_512, Peer.HELIDON, runs(12, 12, 12), ""));

    private static List<Run> runs(double... micros) {
        return Arrays.stream(micros)
                .mapToObj(one -> new Run(one, 123_456.7, 1_234, 1_000, 0.02, 0))
                .toList();
    }

    @Test
    void printsATable() {
        String expected =
                """
                workload  server   us/request  spread  requests/s      p99  weir/server  others  note
                h1-64     weir           6.10     3 %     123,457  1.23 ms         1.00     2 %
                h1-64     netty          8.00     0 %     123,457  1.23 ms         0.76     2 %  3 socket errors
                h1-64     jdk               -       -           -        -            -       -  did not start
                h1-512    helidon       12.00     0 %     123,457  1.23 ms            -     2 %
                """;
        assertEquals(expected, Report.render(ROWS).replace('\t', ' '));
    }

    @Test
    void storesATable() {
        String expected =
                """
                workload,server,us_per_request,spread,requests_per_second,p99_us,weir_ratio,others,note
                h1-64,weir,6.100,0.033,123457,1234,1.000,0.020,
                h1-64,netty,8.000,0.000,123457,1234,0.763,0.020,3 socket errors
                h1-64,jdk,,,,,,,did not start
                h1-512,helidon,12.000,0.000,123457,1234,,0.020,
                """;
        assertEquals(expected, Results.tsv(ROWS).replace('\t', ','));
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
    @CsvSource({"0, -", "1, 1 us", "999, 999 us", "1000, 1.00 ms", "27460, 27.46 ms", "1500000, 1.50 s"})
    void writesDurations(double micros, String text) {
        assertEquals(text, Report.duration(micros));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "fine",
            textBlock =
                    """
                    HTTP/1.1 200 OK~Date: x~Content-Type: text/plain~Content-Length: 13~~Hello, World! | fine
                    HTTP/1.1 200 OK~content-length: 13~content-type: text/plain~date: x~~Hello, World! | fine
                    HTTP/1.1 404 Not Found~Content-Length: 0~~ | the status is not 200
                    HTTP/1.1 200 OK~Date: x~~Hello | the content is not the agreed one
                    HTTP/1.1 200 OK~Content-Type: text/plain~Content-Length: 13~~Hello, World! | missing is "date:"
                    """)
    void knowsTheAgreedAnswer(String answer, String problem) {
        assertEquals(problem, Answer.problem(answer.replace("~", "\r\n")));
    }

    @Test
    void optionsHaveDefaults() throws UsageException {
        Options options = Options.parse();
        assertEquals(List.of(Peer.values()), options.peers());
        assertEquals(Workload.USUAL, options.workloads());
        assertEquals(List.of(Workload.H1_64), Options.parse("--quick").workloads());
        assertEquals(List.of(Peer.JDK, Peer.WEIR), Options.parse("--servers", "jdk,weir,jdk").peers());
        assertEquals(9, Options.parse("--seconds", "9", "--quick").seconds());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --fast            | unknown option --fast; --help shows all
                    --seconds         | --seconds needs a value
                    --seconds 0       | --seconds takes a number from 1 to 300, not 0
                    --seconds x       | --seconds takes a number from 1 to 300, not x
                    --servers weir,   | --servers takes of weir, weir-bc, helidon, netty, vertx, jdk, not ""
                    --server-core 0   | server and load generator need a core each, both have 0
                    """)
    void refusesOtherOptions(String line, String message) {
        String[] args = line.split(" ");
        assertEquals(message, assertThrows(UsageException.class, () -> Options.parse(args)).getMessage());
    }
}
