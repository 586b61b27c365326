package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a loop learns of handlers that stand still. */
class HandlerKindsTest {
    private static final int KIND = 7;
    private static final int OTHER = 8;

    private final HandlerKinds kinds = new HandlerKinds();

    /** One of a kind stands still on the loop, and returns. */
    private void standStill(int kind, boolean waits) {
        assertFalse(kinds.elsewhere(kind), "it is not tried on the loop");
        kinds.stoodStill(kind, waits);
        kinds.returned(kind);
    }

    /** How many of a kind run elsewhere until one is tried, which is left to be. */
    private int skipped(int kind) {
        int count = 0;
        while (kinds.elsewhere(kind)) {
            assertTrue(++count < 1 << 20, "none is tried any more");
        }
        return count;
    }

    @Test
    void whatDoesNotStandStillRunsOnTheLoop() {
        for (int i = 0; i < 10_000; i++) {
            assertFalse(kinds.elsewhere(KIND));
        }
    }

    @Test
    void afterOneThatWaitsTheNextRunElsewhere() {
        standStill(KIND, true);
        assertFalse(kinds.elsewhere(OTHER), "another kind has to do with it");
        assertEquals(HandlerKinds.FIRST_SKIPPED, skipped(KIND));
        assertEquals(0, skipped(KIND), "one that was tried and was short");
    }

    @Test
    void thatDoublesUpToABound() {
        int expected = HandlerKinds.FIRST_SKIPPED;
        for (int i = 0; i < HandlerKinds.MOST_DOUBLED; i++) {
            kinds.stoodStill(KIND, true);
            kinds.returned(KIND);
            assertEquals(expected, skipped(KIND), "after " + (i + 1));
            expected *= 2;
        }
        assertEquals(HandlerKinds.FIRST_SKIPPED << HandlerKinds.MOST_DOUBLED, expected);
        for (int i = 0; i < 3; i++) {
            kinds.stoodStill(KIND, true);
            kinds.returned(KIND);
            assertEquals(expected, skipped(KIND), "at the bound");
        }
    }

    /** A kind that comes seldom is tried after a few seconds all the same. */
    @Test
    void theCountIsHalvedBySeconds() {
        standStill(KIND, true);
        kinds.age();
        assertEquals(HandlerKinds.FIRST_SKIPPED / 2, skipped(KIND));
        kinds.stoodStill(KIND, true);
        kinds.returned(KIND);
        int seconds = Integer.numberOfTrailingZeros(2 * HandlerKinds.FIRST_SKIPPED) + 1;
        for (int i = 0; i < seconds; i++) {
            kinds.age();
        }
        assertEquals(0, skipped(KIND));
    }

    /** Once nothing is skipped, each second takes back one doubling. */
    @Test
    void whatHasDoubledIsForgotten() {
        for (int i = 0; i < 3; i++) {
            kinds.stoodStill(KIND, true);
            kinds.returned(KIND);
            skipped(KIND);
        }
        kinds.age();
        kinds.age();
        kinds.stoodStill(KIND, true);
        kinds.returned(KIND);
        assertEquals(2 * HandlerKinds.FIRST_SKIPPED, skipped(KIND));
        for (int i = 0; i < 10; i++) {
            kinds.age();
        }
        kinds.stoodStill(KIND, true);
        kinds.returned(KIND);
        assertEquals(HandlerKinds.FIRST_SKIPPED, skipped(KIND));
    }

    /** One in many that computes for long may have been kept from its processor. */
    @Test
    void oneThatComputesForLongMayBeAnException() {
        for (int i = 0; i < HandlerKinds.EXCEPTION; i++) {
            assertFalse(kinds.elsewhere(KIND));
        }
        standStill(KIND, false);
        assertEquals(0, skipped(KIND), "it counts as an exception");
        standStill(KIND, false);
        assertEquals(HandlerKinds.FIRST_SKIPPED, skipped(KIND), "it is none");
    }

    @Test
    void theLastThatIsNoException() {
        for (int i = 1; i < HandlerKinds.EXCEPTION; i++) {
            assertFalse(kinds.elsewhere(KIND));
        }
        standStill(KIND, false);
        assertEquals(HandlerKinds.FIRST_SKIPPED, skipped(KIND));
    }

    @Test
    void oneThatWaitsIsNoException() {
        for (int i = 0; i < 10 * HandlerKinds.EXCEPTION; i++) {
            assertFalse(kinds.elsewhere(KIND));
        }
        standStill(KIND, true);
        assertEquals(HandlerKinds.FIRST_SKIPPED, skipped(KIND));
    }

    /** Exceptions that have not returned are bounded as well: each holds a thread. */
    @Test
    void soManyMayStandStill() {
        for (int i = 0; i < HandlerKinds.MOST_STANDING; i++) {
            for (int j = 0; j <= HandlerKinds.EXCEPTION; j++) {
                assertFalse(kinds.elsewhere(KIND), i + " stand still");
            }
            kinds.stoodStill(KIND, false);
        }
        for (int i = 0; i < 1000; i++) {
            assertTrue(kinds.elsewhere(KIND));
        }
        assertFalse(kinds.elsewhere(OTHER));
        kinds.age();
        assertTrue(kinds.elsewhere(KIND), "that they have not returned does not age");
        kinds.returned(KIND);
        assertFalse(kinds.elsewhere(KIND));
    }

    /** Kinds are any numbers from zero on; those that share a place share what is learned. */
    @Test
    void kindsShareATable() {
        standStill(Integer.MAX_VALUE, true);
        assertTrue(kinds.elsewhere(HandlerKinds.SLOTS - 1));
        assertFalse(kinds.elsewhere(0));
    }
}
