package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "0ms, 0",
        "5s, 5000",
        "05s, 5000",
        "2m, 120000",
        "1h, 3600000",
        "none, 0",
        "999999999ms, 999999999",
    })
    void durations(String text, long millis) throws UsageException {
        assertEquals(Duration.ofMillis(millis), Values.duration(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 s",
                "-5s",
                "+5s",
                "5S",
                "5sec",
                "1.5s",
                "1d",
                "5s5s",
                "None",
                "9999999999s",
                "\u0665s",
                " 5s",
            })
    void noDurations(String text) {
        UsageException e = assertThrows(UsageException.class, () -> Values.duration(text));
        assertEquals("wanted is a time such as 500ms, 5s, 2m, 1h or none, not \"" + text + "\"", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1e3", "0x10", "64k", "2147483648", "99999999999999999999", "\u0661", "1 "})
    void noPorts(String text) {
        assertThrows(UsageException.class, () -> Values.port(text));
    }

    @Test
    void portsEndAt65535() throws UsageException {
        assertEquals(65535, Values.port("65535"));
        assertThrows(UsageException.class, () -> Values.port("65536"));
    }

    @Test
    void switches() throws UsageException {
        assertEquals(List.of(true, false), List.of(Values.onOff("on"), Values.onOff("off")));
        assertThrows(UsageException.class, () -> Values.onOff("true"));
    }

    @Test
    void lists() throws UsageException {
        assertEquals(List.of("h2", "http/1.1"), Values.names("h2, http/1.1"));
        assertThrows(UsageException.class, () -> Values.names("h2,"));
        assertThrows(UsageException.class, () -> Values.names(""));
    }
}
