package dev.weir.http.core.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeLimitTest {
    private final List<String> granted = new ArrayList<>();

    private boolean enter(HandshakeLimit limit, String name) {
        return limit.enter(() -> granted.add(name));
    }

    @Test
    void thereIsAtLeastOnePermit() {
        assertThrows(IllegalArgumentException.class, () -> new HandshakeLimit(0));
    }

    @Test
    void aPermitGoesToWhoHasWaitedLongest() {
        HandshakeLimit limit = new HandshakeLimit(2);
        assertTrue(enter(limit, "a"));
        assertTrue(enter(limit, "b"));
        assertFalse(enter(limit, "c"));
        assertFalse(enter(limit, "d"));
        limit.leave();
        assertEquals(List.of("c"), granted);
        limit.leave();
        assertEquals(List.of("c", "d"), granted);
    }

    @Test
    void aPermitThatNobodyWaitsForIsFree() {
        HandshakeLimit limit = new HandshakeLimit(1);
        for (int i = 0; i < 3; i++) {
            assertTrue(enter(limit, "a"));
            assertFalse(enter(limit, "b"));
            limit.leave();
            // It is b's now.
            assertFalse(enter(limit, "c"));
            limit.leave();
            limit.leave();
        }
        assertEquals(List.of("b", "c", "b", "c", "b", "c"), granted);
    }
}
