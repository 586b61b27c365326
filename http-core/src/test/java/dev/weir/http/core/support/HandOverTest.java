package dev.weir.http.core.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a thread leads is given away by that thread alone. */
class HandOverTest {
    private final AtomicInteger given = new AtomicInteger();

    @AfterEach
    void end() {
        HandOver.end();
    }

    @Test
    void whoLeadsNothingJustWaits() {
        HandOver.beforeWaiting();
        HandOver.end();
        HandOver.beforeWaiting();
        assertEquals(0, given.get());
    }

    @Test
    void eachWaitGivesAwayUntilTheEnd() {
        HandOver.lead(given::incrementAndGet);
        assertEquals(0, given.get());
        HandOver.beforeWaiting();
        HandOver.beforeWaiting();
        assertEquals(2, given.get(), "whether it was given away before is for its action to know");
        HandOver.end();
        HandOver.beforeWaiting();
        assertEquals(2, given.get());
    }

    @Test
    void theLastThatIsLedCounts() {
        AtomicInteger later = new AtomicInteger();
        HandOver.lead(given::incrementAndGet);
        HandOver.lead(later::incrementAndGet);
        HandOver.beforeWaiting();
        assertEquals(0, given.get());
        assertEquals(1, later.get());
    }

    @Test
    void otherThreadsLeadNothing() throws Exception {
        HandOver.lead(given::incrementAndGet);
        Thread.ofPlatform().start(HandOver::beforeWaiting).join();
        Thread.ofVirtual().start(HandOver::beforeWaiting).join();
        assertEquals(0, given.get());
    }
}
