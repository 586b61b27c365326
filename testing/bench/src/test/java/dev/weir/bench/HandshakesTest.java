package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read out of what the client of the handshakes says, and which of its runs count. */
class HandshakesTest {
    private static String line(long full, long errors) {
        return "requests 1000 full " + full + " micros 2500000 p50 99.5 p99 4321.0 p999 5000.0 bad 2 errors " + errors;
    }

    @Test
    void readsWhatWasCounted() throws IOException {
        LoadResult expected = new LoadResult(1000, 2.5, new Percentiles(99.5, 4321, 5000), 2, 3);
        assertEquals(expected, Handshakes.parse(line(1000, 3), Workload.TLS_FULL));
    }

    @ParameterizedTest
    @CsvSource({"TLS_FULL, 1000, 0", "TLS_FULL, 1002, 2", "TLS_RESUMED, 16, 0", "TLS_RESUMED, 18, 1"})
    void countsRunsOfTheRightSort(Workload workload, long full, long errors) throws IOException {
        assertEquals(1000, Handshakes.parse(line(full, errors), workload).requests());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        TLS_FULL    | 999  | only 999 of 1000 handshakes were full
        TLS_RESUMED | 17   | resumes no sessions: 17 of 1000 handshakes were full
        TLS_RESUMED | 1000 | resumes no sessions: 1000 of 1000 handshakes were full
        """)
    void refusesRunsOfTheOther(Workload workload, long full, String message) {
        IOException thrown = assertThrows(IOException.class, () -> Handshakes.parse(line(full, 0), workload));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void somethingElse() {
        assertThrows(IOException.class, () -> Handshakes.parse("null", Workload.TLS_FULL));
    }
}
