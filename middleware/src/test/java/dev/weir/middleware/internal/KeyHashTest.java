package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SipHash-2-4 over keys. */
class KeyHashTest {
    private final KeyHash known = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** The example in appendix A of its paper: 15 bytes, whose length is on top of the last word. */
    @Test
    void isSipHash() {
        assertEquals(0xa129ca6149be45e5L, known.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L));
    }

    @Test
    void tellsTextsApart() {
        Set<Long> seen = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            seen.add(known.of(text.toString()));
            seen.add(known.of(text + "\0"));
            seen.add(known.of(text + "Aa"));
            seen.add(known.of(text + "BB"));
            text.append('x');
        }
        assertEquals(160, seen.size());
    }

    @Test
    void everyObjectHasASecretOfItsOwn() {
        assertNotEquals(new KeyHash().of("a"), new KeyHash().of("a"));
        KeyHash one = new KeyHash();
        assertEquals(one.of("a"), one.of("a"));
    }
}
