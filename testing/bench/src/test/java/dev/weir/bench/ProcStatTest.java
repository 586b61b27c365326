package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of /proc, and the times in them. */
class ProcStatTest {
    private static final List<String> STAT = List.of(
            "cpu  1111 22 333 4444 55 6 77 8 9 10",
            "cpu0 1000 20 300 4000 50 5 70 7 100 200",
            "cpu1 111 2 33 444 5 1 7 1",
            "cpu10 1 1 1 1 1 1 1 1 0 0",
            "intr 12345 0 0",
            "btime 1790000000");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        17 (java) S 1 17 17 0 -1 4194304 9 8 7 6 250 31 5 4 20 0 30 0 99 1000 20 18 | 281
        17 (a b) S 1 17 17 0 -1 4194304 9 8 7 6 250 31 5 4 20 0 30 0 99 1000 20 | 281
        17 (a) 1 2 (b)) R 1 17 17 0 -1 4194304 9 8 7 6 0 0 5 4 20 0 30 0 99 1000 20 | 0
        17 (x) Z 1 17 17 0 -1 4194304 9 8 7 6 4294967296 1 | 4294967297
        """)
    void addsUserAndSystemTime(String line, long ticks) {
        assertEquals(ticks, ProcStat.processTicks(line));
    }

    @Test
    void addsTheTimeOfEndedChildren() {
        String line = "17 (java) S 1 17 17 0 -1 4194304 9 8 7 6 250 31 500 4000 20 0 30 0 99 1000 20";
        assertEquals(4_781, ProcStat.processTicksWithEndedChildren(line));
        String shorter = "17 (java) S 1 17 17 0 -1 4194304 9 8 7 6 250 31 500";
        assertThrows(IllegalArgumentException.class, () -> ProcStat.processTicksWithEndedChildren(shorter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17 java S 1 17", "17 (java) S 1 17 17 0 -1 4194304 9 8 7 6 250", "17 (java)"})
    void refusesOtherLines(String line) {
        assertThrows(IllegalArgumentException.class, () -> ProcStat.processTicks(line));
    }

    @ParameterizedTest
    @CsvSource({"'Name:\tjava\nVmHWM:\t  900 kB\nVmRSS:\t  512 kB\nThreads:\t9\n', 524288", "'Name:\tgone\n', 0"})
    void readsResidentMemory(String status, long bytes) {
        assertEquals(bytes, ProcStat.residentBytes(status.translateEscapes()));
    }

    @ParameterizedTest
    @CsvSource({"'MemTotal:  900 kB\nMemAvailable:   2 kB\n', 2048", "'MemTotal: 900 kB\n', 9223372036854775807"})
    void readsMemoryThatIsThere(String info, long bytes) {
        assertEquals(bytes, ProcStat.availableBytes(info.translateEscapes()));
    }

    /** All but idle and waiting for a disk; guest time is part of user time already. */
    @ParameterizedTest
    @CsvSource({"0, 1402", "1, 155", "10, 6", "2, -1"})
    void addsBusyTimeOfACore(int core, long ticks) {
        assertEquals(ticks, ProcStat.coreBusyTicks(STAT, core));
    }

    @Test
    void addsAllCores() {
        assertEquals(3, ProcStat.cores(STAT));
        assertEquals(1402 + 155 + 6, ProcStat.allBusyTicks(STAT));
    }
}
