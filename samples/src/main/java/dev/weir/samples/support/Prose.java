package dev.weir.samples.support;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Sentences without a meaning, always the same, that compress about as well as those of a book. */
public final class Prose {
    /** More than gzip looks back, so that what is repeated does not shrink to nothing. */
    private static final byte[] BLOCK = block(64 << 10);

    private static final int WIDTH = 78;

    private Prose() {}

    /** Returns the text, over 32 KiB long; not to be changed. */
    public static byte[] block() {
        return BLOCK;
    }

    private static byte[] block(int length) {
        String[] words = """
            water river weir stone bridge mill wheel bank boat reed heron otter willow morning evening winter spring
            slow swift narrow deep quiet clear cold bright heavy old wooden green silver broken distant early
            runs falls turns waits carries holds rises meets leaves keeps crosses follows remembers answers
            the the the the a a of of in in to and and over under beside before after while where that which with
            keeper children traveller ferryman miller daughter neighbour fisherman letter lantern market meadow
            """.split("\\s+", 0);
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(length + 100);
        int lineStart = 0;
        boolean begin = true;
        while (text.length() < length) {
            String word = words[random.nextInt(words.length)];
            text.append(begin ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
            begin = random.nextInt(11) == 0;
            if (begin) {
                text.append('.');
            }
            boolean full = text.length() - lineStart > WIDTH;
            text.append(full ? '\n' : ' ');
            lineStart = full ? text.length() : lineStart;
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }
}
