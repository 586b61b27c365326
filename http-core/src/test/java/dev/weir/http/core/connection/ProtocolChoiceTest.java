package dev.weir.http.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtocolChoiceTest {
    private record Provider(String name, int priority, boolean fallback, Protocol protocol)
            implements ProtocolProvider {
        @Override
        public Protocol open(ServerContext server) {
            return protocol;
        }
    }

    private static final Protocol NONE = connection -> {};

    private static ProtocolTable open(
            List<ProtocolProvider> found, Map<String, Protocol> given, List<String> only, Set<String> without) {
        return ProtocolTable.open(mock(ServerContext.class), found, given, only, without, true);
    }

    private static final List<ProtocolProvider> USUAL = List.of(
            new Provider("http/1.1", 100, true, NONE),
            new Provider("h2", 200, false, NONE),
            new Provider("echo/1", 0, false, NONE));

    @Test
    void theListIsTheUnionInTheOrderOfPreference() {
        assertEquals(
                List.of("h2", "http/1.1", "echo/1"),
                open(USUAL, Map.of(), List.of(), Set.of()).names());
        assertEquals(
                List.of("h2", "http/1.1", "echo/1", "mine"),
                open(USUAL, Map.of("mine", NONE), List.of(), Set.of()).names());
    }

    @Test
    void namesCanBeLeftOutOrChosen() {
        assertEquals(
                List.of("http/1.1", "echo/1"),
                open(USUAL, Map.of(), List.of(), Set.of("h2")).names());
        assertEquals(
                List.of("http/1.1"),
                open(USUAL, Map.of(), List.of("http/1.1"), Set.of()).names());
    }

    @Test
    void oneGivenByHandTakesTheProvidersPlace() {
        Protocol mine = connection -> {};
        ProtocolTable table = open(USUAL, Map.of("http/1.1", mine), List.of(), Set.of());
        assertEquals(mine, table.named("http/1.1").protocol());
        assertEquals(mine, table.fallback().protocol());
    }

    @Test
    void whatCannotBeChosenSaysWhatWasFound() {
        String none = assertThrows(IllegalStateException.class, () -> open(List.of(), Map.of(), List.of(), Set.of()))
                .getMessage();
        assertTrue(none.contains("dev.weir.http1"), none);
        String missing = assertThrows(IllegalStateException.class, () -> open(USUAL, Map.of(), List.of("h3"), Set.of()))
                .getMessage();
        assertTrue(missing.contains("h3") && missing.contains("http/1.1"), missing);
        List<ProtocolProvider> twice = List.of(USUAL.get(0), USUAL.get(0));
        String two = assertThrows(IllegalStateException.class, () -> open(twice, Map.of(), List.of(), Set.of()))
                .getMessage();
        assertTrue(two.contains("http/1.1") && two.contains(Provider.class.getName()), two);
        List<ProtocolProvider> fallbacks = List.of(USUAL.get(0), new Provider("other", 1, true, NONE));
        String both = assertThrows(IllegalStateException.class, () -> open(fallbacks, Map.of(), List.of(), Set.of()))
                .getMessage();
        assertTrue(both.contains("other"), both);
    }

    @Test
    void closingClosesEachOnce() {
        Protocol protocol = mock(Protocol.class);
        open(List.of(new Provider("x", 0, true, protocol)), Map.of(), List.of(), Set.of())
                .close();
        verify(protocol, times(1)).close();
    }
}
