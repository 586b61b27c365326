package dev.weir.http.core.request;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRulesTest {
    private static void refuses(int status, Executable check) {
        assertEquals(status, assertThrows(Refusal.class, check).status());
    }

    @Test
    void aMethodOfMoreThan64CharactersIsNotImplemented() {
        assertDoesNotThrow(() -> RequestRules.checkMethod(64));
        refuses(501, () -> RequestRules.checkMethod(65));
    }

    @ParameterizedTest
    @CsvSource({"true, true, false", "false, false, false", "true, false, true", "false, true, true"})
    void theSchemeIsTheConnectionsOrTrusted(boolean https, boolean secure, boolean trust) {
        assertDoesNotThrow(() -> RequestRules.checkScheme(https, secure, trust));
        refuses(421, () -> RequestRules.checkScheme(https, !https, false));
    }

    @ParameterizedTest
    @CsvSource({"/, true", "/%41%zz, false", "/%, false", "/%4, false", "/%4f, true"})
    void aPercentSignHasTwoHexadecimalDigits(String path, boolean good) {
        byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);
        Executable check = () -> RequestRules.checkPath(bytes, 0, bytes.length);
        if (good) {
            assertDoesNotThrow(check);
        } else {
            refuses(400, check);
        }
    }

    @Test
    void lengthsAreNumbersAndEqualToTheLetter() {
        assertNull(RequestRules.lengthFault(0, false));
        assertEquals("a malformed Content-Length", RequestRules.lengthFault(-1, false));
        assertEquals("a malformed Content-Length", RequestRules.lengthFault(-1, true));
        assertEquals("two different Content-Length", RequestRules.lengthFault(7, true));
    }
}
