package dev.weir.observe.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which modules the page says that it lacks. */
class PresenceTest {
    @Test
    void missing() {
        assertEquals(List.of(), Presence.missing(_ -> true));
        assertEquals(List.of("jdk.jfr", "java.management"), Presence.missing(_ -> false));
        assertEquals(List.of("java.management"), Presence.missing(Presence.RECORDING::equals));
        assertEquals(List.of("jdk.jfr"), Presence.missing(Presence.BEANS::equals));
    }
}
