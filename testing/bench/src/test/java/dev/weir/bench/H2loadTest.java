package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is read out of what h2load says. */
class H2loadTest {
    private static final String OUTPUT = """
        finished in 3.00s, 226937.00 req/s, 7.58MB/s
        requests: 680811 total, 681611 started, 680811 done, %s succeeded, %s failed, 2 errored, 1 timeout
        status codes: %s 2xx, 0 3xx, %s 4xx, 0 5xx
        """;

    @Test
    void answersAndErrors() throws IOException {
        LoadResult result = H2load.parse(OUTPUT.formatted(680_811, 0, 680_811, 0), 3);
        assertEquals(680_811, result.requests());
        assertEquals(3, result.seconds());
        assertEquals(0, result.badStatus());
        assertEquals(3, result.socketErrors());
    }

    @Test
    void otherStatuses() throws IOException {
        assertEquals(7, H2load.parse(OUTPUT.formatted(10, 7, 3, 7), 3).badStatus());
    }

    @Test
    void somethingElse() {
        assertThrows(IOException.class, () -> H2load.parse("h2load: not found", 3));
    }

    @Test
    void commandNamesWhatTheWorkloadIs() {
        String command = command(Workload.H2C_8X100, 8080);
        assertTrue(command.contains("-c 8 -m 100") && command.endsWith(" http://127.0.0.1:8080/plaintext"), command);
        String tls = command(Workload.TLS_H2, 8443);
        assertTrue(tls.contains("-c 8 -m 32 --tls13") && tls.endsWith(" https://127.0.0.1:8443/plaintext"), tls);
        String echo = command(Workload.ECHO_H2C, 8080);
        assertTrue(echo.endsWith("-c 4 -m 4 -d posted http://127.0.0.1:8080/echo"), echo);
        String fields = command(Workload.SCALE_FIELDS_H2C_10, 8080);
        assertTrue(fields.contains("-c 8 -m 10 -H x-field-01: a value"), fields);
    }

    private static String command(Workload workload, int port) {
        return String.join(" ", new H2load(new Placement.Pinned(0), workload, Path.of("posted")).command(port, 4));
    }
}
