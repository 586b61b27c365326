package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What wrk prints, and what is read from it. */
class WrkTest {
    /** As wrk 4.1 prints it; the placeholders are the lines that differ. */
    private static final String OUTPUT = """
        Running 2s test @ http://127.0.0.1:8080/plaintext
          1 threads and 64 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency   416.15us  199.99us   5.58ms   90.19%%
            Req/Sec   151.67k     9.43k  164.49k    85.00%%
          Latency Distribution
             50%%  386.00us
             75%%  476.00us
             90%%  578.00us
             99%%    %s
          %s, 39.78MB read
        %sRequests/sec: 150741.62
        Transfer/sec:     19.84MB
        """;

    @ParameterizedTest
    @CsvSource(textBlock = """
        301783 requests in 2.00s, 1.04ms,   301783, 2,    1040
        1 requests in 10.01s,     812.00us, 1,      10.01, 812
        0 requests in 1.00m,      0.00us,   0,      60,   0
        7 requests in 1.50h,      1.25s,    7,      5400, 1250000
        7 requests in 500.00ms,   2.00m,    7,      0.5,  120000000
        """)
    void readsCountsAndTimes(String summary, String p99, long requests, double seconds, double p99Micros)
            throws IOException {
        LoadResult result = Wrk.parse(OUTPUT.formatted(p99, summary, ""));
        assertEquals(requests, result.requests());
        assertEquals(seconds, result.seconds(), 1e-9);
        assertEquals(p99Micros, result.latency().p99(), 1e-6);
        assertEquals(386, result.latency().p50(), 1e-6);
        assertEquals(0, result.latency().p999());
        assertEquals(0, result.badStatus());
        assertEquals(0, result.socketErrors());
    }

    @Test
    void readsErrors() throws IOException {
        String errors = """
              Socket errors: connect 1, read 20, write 300, timeout 4000
              Non-2xx or 3xx responses: 17
            """;
        LoadResult result = Wrk.parse(OUTPUT.formatted("1.00ms", "40 requests in 2.00s", errors));
        assertEquals(4321, result.socketErrors());
        assertEquals(17, result.badStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unable to connect to 127.0.0.1:1\n", "5 requests in 2.00s, 1KB read"})
    void refusesWhatIsNoResult(String output) {
        assertThrows(IOException.class, () -> Wrk.parse(output));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        H1_64        | -t 1 -c 64 -d 3s --timeout 5s http://127.0.0.1:8080/plaintext
        H1_CLOSE     | -t 1 -c 64 -d 3s --timeout 5s -H Connection: close http://127.0.0.1:8080/plaintext
        H1_PIPELINED | -t 1 -c 64 -d 3s --timeout 5s -s T/pipeline.lua http://127.0.0.1:8080/plaintext -- 16
        BODY_H1      | -t 1 -c 8 -d 3s --timeout 5s http://127.0.0.1:8080/body
        FILE_4K_H1   | -t 1 -c 64 -d 3s --timeout 5s http://127.0.0.1:8080/file-4k.txt
        FILE_64K_H1  | -t 1 -c 16 -d 3s --timeout 5s http://127.0.0.1:8080/file-64k.txt
        FILE_TLS     | -t 1 -c 8 -d 3s --timeout 5s https://127.0.0.1:8080/file.txt
        ECHO_H1      | -t 1 -c 16 -d 3s --timeout 5s -s T/post.lua http://127.0.0.1:8080/echo -- 65536
        GZIP_16K     | -t 1 -c 16 -d 3s --timeout 5s -H Accept-Encoding: gzip http://127.0.0.1:8080/text
        SIDECAR_H1   | -t 1 -c 64 -d 3s --timeout 5s -H Accept-Encoding: gzip, br http://127.0.0.1:8080/prose.txt
        JSON_WRITE   | -t 1 -c 64 -d 3s --timeout 5s http://127.0.0.1:8080/order
        JSON_READ    | -t 1 -c 64 -d 3s --timeout 5s -s T/json.lua http://127.0.0.1:8080/orders -- ORDER
        SCALE_ROUTES_1000 | -t 1 -c 64 -d 3s --timeout 5s -s T/routes.lua http://127.0.0.1:8080/r7/items/7 -- 1000
        SCALE_FIELDS_H1_0 | -t 1 -c 64 -d 3s --timeout 5s http://127.0.0.1:8080/plaintext
        SCALE_BYTES_H1_16K | -t 1 -c 4 -d 3s --timeout 5s http://127.0.0.1:8080/bytes/16384
        SCALE_ECHO_H1_1M | -t 1 -c 4 -d 3s --timeout 5s -s T/post.lua http://127.0.0.1:8080/echo -- 1048576
        TLS_H1       | -t 1 -c 64 -d 3s --timeout 5s https://127.0.0.1:8080/plaintext
        """)
    void commandNamesWhatTheWorkloadIs(Workload workload, String arguments) {
        String command = String.join(" ", new Wrk(new Placement.Pinned(0), workload, Path.of("")).command(8080, 3));
        assertEquals("taskset -c 0 wrk --latency " + expanded(arguments), command);
    }

    @Test
    void theFieldsHaveFortyBytesEach() {
        String command = String.join(
                " ", new Wrk(new Placement.Pinned(0), Workload.SCALE_FIELDS_H1_30, Path.of("")).command(8080, 3));
        assertTrue(command.contains(" -H x-field-01: a value of some length: 01 -H x-field-02: "), command);
        assertTrue(
                command.endsWith(" -H x-field-30: a value of some length: 30 http://127.0.0.1:8080/plaintext"),
                command);
        Workload.SCALE_FIELDS_H1_90.fields().forEach(field -> assertEquals(40, (field + "\r\n").length(), field));
        assertEquals(
                90, Workload.SCALE_FIELDS_H1_90.fields().stream().distinct().count());
    }

    private static String expanded(String arguments) {
        return arguments.replace("T/", "classes/dev/weir/bench/").replace("ORDER", Documents.order());
    }

    @Test
    void isNotPinnedWhereAllCoresAreForAll() {
        Wrk wrk = new Wrk(new Placement.Free(), Workload.H1_64_TWO_CORES, Path.of(""));
        String pinned =
                String.join(" ", new Wrk(new Placement.Pinned(7), Workload.H1_64, Path.of("")).command(8080, 3));
        assertEquals(pinned, "taskset -c 7 " + String.join(" ", wrk.command(8080, 3)));
    }
}
