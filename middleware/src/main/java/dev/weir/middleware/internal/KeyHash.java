package dev.weir.middleware.internal;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-2-4 under a secret that is drawn anew for each object: 64 bits stand for a key. As a client may choose keys
 * and does not know the secret, it finds no two that are the same here, nor keys that meet another's (Aumasson and
 * Bernstein, "SipHash: a fast short-input PRF", 2012).
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class KeyHash {
    private static final int ROUNDS = 2;
    private static final int LAST_ROUNDS = 4;

    private final long k0;
    private final long k1;

    /** Draws a secret. */
    public KeyHash() {
        this(new SecureRandom());
    }

    private KeyHash(SecureRandom random) {
        this(random.nextLong(), random.nextLong());
    }

    /** With a secret that is known, for tests. */
    KeyHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /**
     * Hashes text: its UTF-16 units, four in a word of which the first is the lowest, and in the last one the length on
     * top.
     *
     * @param text the text
     * @return the hash
     */
    public long of(String text) {
        int length = text.length();
        return hash(text, 0, length >> 2, word(text, length & ~3, length) | (long) length << 48);
    }

    /**
     * Hashes two words.
     *
     * @param first one
     * @param second the other
     * @return the hash
     */
    public long of(long first, long second) {
        return hash(null, first, 1, second);
    }

    private static long word(String text, int from, int to) {
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = word << 16 | text.charAt(i);
        }
        return word;
    }

    private long hash(@Nullable String text, long first, int words, long last) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        for (int i = 0; i <= words + 1; i++) {
            boolean ends = i > words;
            long word = ends ? 0 : i == words ? last : text == null ? first : word(text, i << 2, (i << 2) + 4);
            v3 ^= word;
            v2 ^= ends ? 0xff : 0;
            for (int round = ends ? LAST_ROUNDS : ROUNDS; round > 0; round--) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
