package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that are to be numbers, flags or constants. */
class FormValuesTest {
    private enum Size {
        SMALL,
        VERY_LARGE
    }

    private static void refuses(String message, Runnable wrong) {
        HttpError e = assertThrows(HttpError.class, wrong::run);
        assertEquals(400, e.status());
        assertEquals(message, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "-7, -7",
        "007, 7",
        "-0, 0",
        "2147483647, 2147483647",
        "-2147483648, -2147483648",
        "00000000000000000000000000000000000001, 1"
    })
    void anInt(String value, int number) {
        Form form = Form.parse("n=" + value + "&n=8");
        assertEquals(number, form.requiredInt("n"));
        assertEquals(number, form.requiredInt("n", number, number));
        assertEquals(number, form.requiredLong("n", number, number));
        assertEquals(OptionalInt.of(number), form.findInt("n"));
        assertEquals(OptionalInt.of(number), form.findInt("n", number, number));
        assertEquals(OptionalLong.of(number), form.findLong("n", number, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-", "--1", "1-", "%2B1", "+1", "1+", "1.0", "1e3", "0x1", "1_000", "%D9%A1", "1%00"})
    void noNumber(String value) {
        Form form = Form.parse("n=" + value);
        refuses("the parameter n must be a whole number", () -> form.requiredInt("n"));
        refuses("the parameter n must be a whole number", () -> form.findInt("n", 0, 9));
        refuses("the parameter n must be a whole number", () -> form.requiredLong("n", 0, 9));
        refuses("the parameter n must be a whole number", () -> form.findLong("n", 0, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-5", "99999999999", "9999999999999999999999999"})
    void aNumberOutOfBounds(String value) {
        Form form = Form.parse("n=" + value);
        refuses("the parameter n must be a number from 1 to 10", () -> form.requiredInt("n", 1, 10));
        refuses("the parameter n must be a number from 1 to 10", () -> form.findInt("n", 1, 10));
        refuses("the parameter n must be a number from 1 to 10", () -> form.findLong("n", 1, 10));
    }

    @Test
    void anIntHas32Bits() {
        Form form = Form.parse("n=2147483648");
        refuses("the parameter n must be a number from -2147483648 to 2147483647", () -> form.requiredInt("n"));
        refuses("the parameter n must be a number from -2147483648 to 2147483647", () -> form.findInt("n"));
        assertEquals(2147483648L, form.requiredLong("n", 0, Long.MAX_VALUE));
        assertEquals(
                Long.MIN_VALUE, Form.parse("n=" + Long.MIN_VALUE).requiredLong("n", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Test
    void whatIsMissing() {
        Form form = Form.parse("empty=");
        refuses("the parameter n is missing", () -> form.requiredInt("n"));
        refuses("the parameter n is missing", () -> form.requiredLong("n", 0, 1));
        refuses("the parameter n is missing", () -> form.requiredEnum("n", Size.class));
        assertEquals(OptionalInt.empty(), form.findInt("n"));
        assertEquals(OptionalLong.empty(), form.findLong("n", 0, 1));
        assertEquals(Optional.empty(), form.findEnum("n", Size.class));
    }

    /** A browser sends a field that was not filled in as an empty one. */
    @Test
    void whatIsEmptyIsMissingUnlessItIsRequired() {
        Form form = Form.parse("n=");
        assertEquals(OptionalInt.empty(), form.findInt("n"));
        assertEquals(OptionalLong.empty(), form.findLong("n", 0, 1));
        assertEquals(Optional.empty(), form.findEnum("n", Size.class));
        assertEquals("", form.required("n"));
        refuses("the parameter n must be a whole number", () -> form.requiredInt("n"));
        refuses("the parameter n must be one of small, very_large", () -> form.requiredEnum("n", Size.class));
    }

    @ParameterizedTest
    @CsvSource({
        "b=on, true",
        "b=True, true",
        "b=YES, true",
        "b=1, true",
        "b=off, false",
        "b=False, false",
        "b=no, false",
        "b=0, false",
        "b=, false",
        "b, false",
        "c=on, false",
        "'', false",
        "b=on&b=off, true",
    })
    void flags(String form, boolean yes) {
        assertEquals(yes, Form.parse(form).flag("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "o", "+on", "t", "%C4%B1"})
    void noFlag(String value) {
        refuses(
                "the parameter b must be true or false",
                () -> Form.parse("b=" + value).flag("b"));
    }

    @ParameterizedTest
    @CsvSource({"small, SMALL", "Small, SMALL", "SMALL, SMALL", "very_Large, VERY_LARGE"})
    void constants(String value, Size size) {
        assertEquals(size, Form.parse("s=" + value).requiredEnum("s", Size.class));
        assertEquals(Optional.of(size), Form.parse("s=" + value).findEnum("s", Size.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smal", "small+", "%C5%BFmall", "0", "very-large"})
    void noConstant(String value) {
        refuses(
                "the parameter s must be one of small, very_large",
                () -> Form.parse("s=" + value).requiredEnum("s", Size.class));
        refuses(
                "the parameter s must be one of small, very_large",
                () -> Form.parse("s=" + value).findEnum("s", Size.class));
    }
}
