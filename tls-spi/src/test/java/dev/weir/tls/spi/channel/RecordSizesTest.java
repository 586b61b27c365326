package dev.weir.tls.spi.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecordSizesTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void smallFirstThenFullThenSmallAgainAfterAPause() {
        RecordSizes sizes = new RecordSizes();
        long now = 5 * SECOND;
        sizes.begin(now);
        int small = 0;
        while (sizes.next() == RecordSizes.FIRST) {
            sizes.sent(RecordSizes.FIRST);
            small++;
        }
        assertEquals(16, small);
        for (int i = 0; i < 1_000_000; i++) {
            sizes.sent(RecordSizes.FULL);
            assertEquals(RecordSizes.FULL, sizes.next());
        }
        sizes.begin(now + SECOND / 2);
        assertEquals(RecordSizes.FULL, sizes.next());
        sizes.begin(now + 2 * SECOND);
        assertEquals(RecordSizes.FIRST, sizes.next());
    }
}
