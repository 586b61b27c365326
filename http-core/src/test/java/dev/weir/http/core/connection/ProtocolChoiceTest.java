package dev.weir.http.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

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

    /** A listener with settings of its own has protocols of its own, but for those that nobody can open again. */
    @Test
    void openedAgainTheyReadTheListenersSettings() {
        ServerContext server = mock(ServerContext.class);
        ServerContext listener = mock(ServerContext.class);
        Protocol first = mock(Protocol.class);
        Protocol second = mock(Protocol.class);
        Protocol mine = mock(Protocol.class);
        ProtocolProvider provider = mock(ProtocolProvider.class);
        when(provider.name()).thenReturn("x");
        when(provider.preface()).thenReturn(new byte[] {1});
        when(provider.fallback()).thenReturn(true);
        when(provider.open(server)).thenReturn(first);
        when(provider.open(listener)).thenReturn(second);
        ProtocolTable table =
                ProtocolTable.open(server, List.of(provider), Map.of("mine", mine), List.of(), Set.of(), true);
        ProtocolTable own = table.reopen(listener);
        assertEquals(table.names(), own.names());
        assertEquals(table.spoken(false), own.spoken(false));
        assertEquals(first, table.fallback().protocol());
        assertEquals(second, own.fallback().protocol());
        assertEquals(second, own.prefaced().getFirst().protocol());
        assertEquals(mine, own.named("mine").protocol());
        own.closeOwn();
        verify(second, times(1)).close();
        verify(mine, times(0)).close();
        table.close();
        verify(first, times(1)).close();
        verify(mine, times(1)).close();
        verify(second, times(1)).close();
    }

    @Test
    void closingClosesEachOnce() {
        Protocol protocol = mock(Protocol.class);
        open(List.of(new Provider("x", 0, true, protocol)), Map.of(), List.of(), Set.of())
                .close();
        verify(protocol, times(1)).close();
    }
}
