package dev.weir.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server's JVM says of itself. */
class MeterTest {
    private static final int ARRAYS = 64;
    private static final int BYTES = 1 << 20;

    private static long ask(String question) {
        String answer = Meter.answer(question);
        String[] words = answer.split(" ");
        assertEquals(question, words[0], answer);
        return Long.parseLong(words[1]);
    }

    /** The servers' handlers run on such, and what they allocate is what we are after. */
    @Test
    void countsWhatVirtualThreadsAllocate() throws InterruptedException {
        long before = ask(Meter.ALLOCATED);
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < ARRAYS; i++) {
            Thread.ofVirtual().start(() -> kept.add(new byte[BYTES])).join();
        }
        long allocated = ask(Meter.ALLOCATED) - before;
        assertEquals(ARRAYS, kept.size());
        assertTrue(allocated >= (long) ARRAYS * BYTES, () -> allocated + " bytes were counted");
    }

    @Test
    void countsWhatIsInUse() {
        byte[] kept = new byte[ARRAYS * BYTES];
        long with = ask(Meter.HEAP);
        assertTrue(with >= kept.length, () -> with + " bytes are in use");
    }

    @Test
    void refusesOtherQuestions() {
        assertThrows(IllegalArgumentException.class, () -> Meter.answer("weather"));
    }
}
