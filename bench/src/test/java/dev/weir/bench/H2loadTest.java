package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is read out of what h2load says. */
class H2loadTest {
    private static final String OUTPUT =
            """
            finished in 3.00s, 226937.00 req/s, 7.58MB/s
            requests: 680811 total, 681611 started, 680811 done, %s succeeded, %s failed, 2 errored, 1 timeout
            status codes: %s 2xx, 0 3xx, %s 4xx, 0 5xx
            """;

    @Test
    void answersAndErrors() throws IOException {
        WrkResult result = H2load.parse(OUTPUT.formatted(680_811, 0, 680_811, 0), 3);
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
        String command = String.join(" ", new H2load(0, Workload.H2C_8X100).command(8080, 4));
        assertTrue(command.contains("-c 8 -m 100") && command.endsWith(" http://127.0.0.1:8080/plaintext"), command);
        String tls = String.join(" ", new H2load(0, Workload.TLS_H2).command(8443, 4));
        assertTrue(tls.contains("-c 32 -m 10") && tls.endsWith(" https://127.0.0.1:8443/plaintext"), tls);
    }
}
