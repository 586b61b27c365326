package dev.weir.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send back, and what comes of it. */
class SignedCookiesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final TestClock clock = new TestClock();
    private final SignedCookies cookies = SignedCookies.of(secret(1)).withClock(clock);

    static byte[] secret(int seed) {
        byte[] secret = new byte[32];
        new Random(seed).nextBytes(secret);
        return secret;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "dark", "a=b; c=\"d\", \\", "ключ \uD83D\uDD11", "\0\n"})
    void anyTextComesBack(String text) {
        String value = cookies.encrypt("a", text, HOUR);
        assertTrue(value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0), value);
        assertEquals(Optional.of(text), cookies.decrypt("a", value));
    }

    @Test
    void noValueIsMadeTwice() {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertTrue(values.add(cookies.encrypt("a", "same", HOUR)));
        }
    }

    @Test
    void nothingOfTheTextIsSeen() {
        String value = cookies.encrypt("a", "secret".repeat(10), HOUR);
        String bytes = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("secret"));
    }

    @Test
    void anyOtherCharacterAtAnyPlaceMakesItNone() {
        String value = cookies.encrypt("a", "admin", HOUR);
        for (int at = 0; at < value.length(); at++) {
            for (char c : ALPHABET.toCharArray()) {
                String forged = value.substring(0, at) + c + value.substring(at + 1);
                boolean same = c == value.charAt(at);
                assertEquals(same, cookies.decrypt("a", forged).isPresent(), forged);
            }
        }
    }

    @Test
    void anyOtherBitMakesItNone() {
        byte[] value = Base64.getUrlDecoder().decode(cookies.encrypt("a", "admin", HOUR));
        for (int bit = 0; bit < value.length * 8; bit++) {
            byte[] forged = value.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), cookies.decrypt("a", text(forged)), "bit " + bit);
        }
    }

    @Test
    void aPieceOfOneIsNone() {
        String value = cookies.encrypt("a", "admin", HOUR);
        for (int length = 0; length < value.length(); length++) {
            assertEquals(Optional.empty(), cookies.decrypt("a", value.substring(0, length)));
            assertEquals(Optional.empty(), cookies.decrypt("a", value.substring(value.length() - length)));
        }
        byte[] bytes = Base64.getUrlDecoder().decode(value);
        assertEquals(Optional.empty(), cookies.decrypt("a", text(Arrays.copyOf(bytes, bytes.length + 1))));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "%", "a", "ab==", "\"\"", " ", "é", "\uD83D\uDD11", "a.b.c", "AAAA+/AA", "AA\r\nAA"})
    void whatIsNoValueIsNoException(String value) {
        assertEquals(Optional.empty(), cookies.decrypt("a", value));
        String good = cookies.encrypt("a", "x", HOUR);
        assertEquals(Optional.empty(), cookies.decrypt("a", good + value));
        assertEquals(Optional.empty(), cookies.decrypt("a", value + good));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 5000, 1 << 20})
    void whatIsTooLongIsNotLookedAt(int length) {
        assertEquals(Optional.empty(), cookies.decrypt("a", "A".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "A", "", "a ", "aa", "__Host-a"})
    void aValueBelongsToItsName(String other) {
        assertEquals(Optional.empty(), cookies.decrypt(other, cookies.encrypt("a", "x", HOUR)));
    }

    @Test
    void aValueIsNoSessionAndASessionNoValue() {
        String value = cookies.encrypt("a", "ann\n1", HOUR);
        assertNull(cookies.open(SignedCookies.SESSION, "a", value));
        String session =
                cookies.seal(SignedCookies.SESSION, "a", "x", clock.instant().plus(HOUR));
        assertEquals(Optional.empty(), cookies.decrypt("a", session));
    }

    @Test
    void aValueEnds() {
        String value = cookies.encrypt("a", "x", HOUR);
        clock.advance(HOUR.minusSeconds(1));
        assertEquals(Optional.of("x"), cookies.decrypt("a", value));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), cookies.decrypt("a", value));
    }

    @Test
    void keysRotate() {
        SignedCookies old = SignedCookies.of(secret(1));
        SignedCookies both = SignedCookies.of(secret(2), secret(1));
        SignedCookies fresh = SignedCookies.of(secret(2));
        String before = old.encrypt("a", "x", HOUR);
        String after = both.encrypt("a", "x", HOUR);
        assertEquals(Optional.of("x"), both.decrypt("a", before), "all decrypt");
        assertEquals(Optional.of("x"), fresh.decrypt("a", after), "the first encrypts");
        assertEquals(Optional.empty(), fresh.decrypt("a", before));
        assertEquals(Optional.empty(), old.decrypt("a", after));
        assertNotEquals(before.substring(0, 5), after.substring(0, 5), "the key is named in the value");
    }

    @Test
    void anotherServerWithTheKeyReadsIt() {
        String secret = Base64.getEncoder().encodeToString(secret(3));
        String value = SignedCookies.of(secret).encrypt("a", "x", HOUR);
        assertEquals(Optional.of("x"), SignedCookies.of(secret(3)).decrypt("a", value));
        assertEquals(Optional.of("x"), SignedCookies.of(" " + secret + "\n").decrypt("a", value));
    }

    @Test
    void keysThatAreNoneSaySo() {
        for (int length : new int[] {0, 16, 31}) {
            String message = assertThrows(IllegalArgumentException.class, () -> SignedCookies.of(new byte[length]))
                    .getMessage();
            assertTrue(message.contains("32 random bytes or more, not " + length), message);
            assertTrue(message.contains("openssl rand -base64 32"), message);
        }
        for (String bad : new String[] {"", "not base64!", "c2hvcnQ=", null}) {
            IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> SignedCookies.of(bad));
            assertTrue(thrown.getMessage().contains("openssl rand -base64 32"), thrown.getMessage());
            assertFalse(thrown.getMessage().contains("not base64!"), "no message shows a secret");
        }
        assertThrows(IllegalArgumentException.class, () -> SignedCookies.of(secret(1), secret(2), secret(1)));
    }

    @ParameterizedTest
    @CsvSource({"a", "__Host-session", "a-name-that-is-quite-a-bit-longer-than-most-others-are"})
    void theLongestValueIsACookieStill(String name) {
        String longest = "x".repeat(SignedCookies.capacity(name));
        String field = cookies.cookie(name, longest, HOUR).toSetCookie();
        assertTrue(field.indexOf(';') - 1 <= 4096, () -> "" + field.indexOf(';'));
        assertEquals(Optional.of(longest), cookies.decrypt(name, cookies.encrypt(name, longest, HOUR)));
        String message = assertThrows(IllegalArgumentException.class, () -> cookies.cookie(name, longest + "x", HOUR))
                .getMessage();
        assertTrue(message.contains("over 4096 bytes"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "P3651D"})
    void anAgeOutOfRangeIsRefused(Duration age) {
        assertThrows(IllegalArgumentException.class, () -> cookies.encrypt("a", "x", age));
    }

    @Test
    void theCookieIsSafeByDefault() {
        String field = cookies.cookie("__Host-theme", "dark", HOUR).toSetCookie();
        assertTrue(field.endsWith("; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax"), field);
    }

    @Test
    void aRequestIsReadByName() {
        String value = cookies.cookie("theme", "dark", HOUR).value();
        MemoryRequest request = MemoryRequest.builder()
                .header("Cookie", "other=1; theme=" + value + "; stolen=" + value)
                .build();
        assertEquals(Optional.of("dark"), cookies.read(request, "theme"));
        assertEquals(Optional.empty(), cookies.read(request, "stolen"));
        assertEquals(Optional.empty(), cookies.read(request, "other"));
        assertEquals(Optional.empty(), cookies.read(request, "none"));
    }
}
