package dev.weir.sessions;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz signed-cookie}. The input is the value of a
 * cookie, once of one that is signed and once of a session. It is good where it is the one that was made, letter by
 * letter; else it is nothing, and no failure. {@link FuzzTest} runs it over its corpus.
 */
public final class SignedCookieFuzz {
    /** What {@code encrypt("theme", "dark", ...)} has given once. */
    static final String SIGNED = "-_4ZzILshcVdic0F8GGdy-YfV1mjDd9e9EdNc1gISQh19i4nsInP38W7r880HIGj";
    /** The cookie of a session whose user is ann. */
    static final String SESSION = "-_4ZzGbfe3ZpsfzW65nP9On1qBadnH3xdUevbqTRT7ozMwtBe6Roub8TYtQWK0VyIpPD7E7iewBk9w";

    private static final TestClock CLOCK = new TestClock();
    private static final SignedCookies COOKIES =
            SignedCookies.of(SignedCookiesTest.secret(1)).withClock(CLOCK);
    private static final Handler SEEN = Sessions.builder(COOKIES)
            .clock(CLOCK)
            .build()
            .wrap((w, r) -> w.write(Sessions.of(r).user().orElse("-")));

    private SignedCookieFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Optional<String> value = COOKIES.decrypt("theme", text);
        if (value.isPresent() != text.equals(SIGNED)
                || value.isPresent() && !value.get().equals("dark")) {
            throw new AssertionError(value + " of " + text);
        }
        if (COOKIES.decrypt("session", text).isPresent()
                || COOKIES.decrypt("other", text).isPresent()) {
            throw new AssertionError("good for another cookie: " + text);
        }
        Headers fields = new Headers();
        try {
            fields.add("Cookie", "session=" + text);
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        ResponseRecorder answer = ResponseRecorder.serve(
                SEEN, MemoryRequest.builder().headers(fields).build());
        boolean known = answer.contentText().equals("ann");
        if (answer.status() != 200 || known && !text.contains(SESSION) || !known && text.equals(SESSION)) {
            throw new AssertionError(answer.status() + " " + answer.contentText() + " of " + text);
        }
    }
}
