package dev.weir.sessions;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz session-text}. The input is what a store holds
 * of a session. It is read, and then is the same after it was written and read again; or it is said to be nobody's.
 * {@link FuzzTest} runs it over its corpus.
 */
public final class SessionTextFuzz {
    private SessionTextFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Map<String, String> values = new HashMap<>();
        Instant ends;
        try {
            ends = SessionText.read(text, values);
        } catch (IllegalStateException e) {
            return;
        }
        Map<String, String> again = new HashMap<>();
        String written = SessionText.write(ends, values);
        if (!SessionText.read(written, again).equals(ends) || !again.equals(values)) {
            throw new AssertionError(written + " of " + text);
        }
    }
}
