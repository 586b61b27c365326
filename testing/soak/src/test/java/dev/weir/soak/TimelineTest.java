package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept of a soak for the charts. */
class TimelineTest {
    @Test
    void eachLineHasItsSecond() {
        AtomicLong nanos = new AtomicLong(7_000_000_000L);
        Timeline timeline = new Timeline(nanos::get);
        timeline.phase("warm-up, 4 s");
        nanos.addAndGet(1_540_000_000L);
        timeline.p99("h1 small", 12_345);
        nanos.addAndGet(60_000_000_000L);
        timeline.process(Map.of("VmRSS", 150_528L, "Threads", 23L, "VmSize", 9L));
        // On a system that does not tell.
        timeline.process(Map.of());
        assertEquals("""
            second\twhat\tvalue
            0.0\tphase\twarm-up, 4 s
            1.5\tp99 h1 small\t12.345
            61.5\tresident\t147.0
            61.5\tthreads\t23
            """, timeline.tsv());
    }
}
