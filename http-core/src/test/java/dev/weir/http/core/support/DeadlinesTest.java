package dev.weir.http.core.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    @Test
    void aDurationThatWouldOverflowIsAHundredYears() {
        assertEquals(1_000_000, Deadlines.nanos(Duration.ofMillis(1)));
        assertEquals(Duration.ofDays(36_500).toNanos(), Deadlines.nanos(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(Duration.ofDays(36_500).toNanos(), Deadlines.nanos(Duration.ofDays(36_501)));
    }

    @Test
    void zeroIsNone() {
        assertEquals(0, Deadlines.in(0));
        assertEquals(0, Deadlines.in(Duration.ZERO));
        assertEquals(0, Deadlines.after(7, 0));
        assertFalse(Deadlines.hasPassed(0, 5));
    }

    @Test
    void aTimeThatHappensToBeZeroIsADeadlineAllTheSame() {
        assertEquals(1, Deadlines.after(-7, 7));
        assertEquals(1, Deadlines.of(0));
        assertEquals(-1, Deadlines.of(-1));
    }

    @Test
    void timesAreComparedByTheirDifferenceAsTheyMayOverflow() {
        assertTrue(Deadlines.hasPassed(5, 5));
        assertFalse(Deadlines.hasPassed(6, 5));
        assertTrue(Deadlines.hasPassed(Long.MAX_VALUE, Long.MIN_VALUE));
        assertFalse(Deadlines.hasPassed(Deadlines.in(Duration.ofHours(1)), System.nanoTime()));
    }
}
