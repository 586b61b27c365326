package dev.weir.tls.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The selection of a provider. */
class TlsProviderSelectTest {
    private record Stub(String name, int priority) implements TlsProvider {
        @Override
        public TlsCapabilities capabilities() {
            return new TlsCapabilities(Set.of("TLSv1.3"), Set.of(TlsCapabilities.Feature.ALPN), Set.of(), Set.of());
        }

        @Override
        public TlsServerContext open(TlsConfig config, List<String> alpn) {
            throw new UnsupportedOperationException();
        }
    }

    private static final TlsProvider LOW = new Stub("low", 0);
    private static final TlsProvider HIGH = new Stub("high", 10);

    @Test
    void theBuiltInOneIsAlwaysThere() throws Exception {
        assertEquals("jsse", TlsProvider.select(Optional.empty()).name());
        assertEquals("jsse", TlsProvider.select(Optional.of("jsse")).name());
    }

    @Test
    void byNameElseByPriority() throws Exception {
        for (List<TlsProvider> order : List.of(List.of(LOW, HIGH), List.of(HIGH, LOW))) {
            assertSame(HIGH, TlsProvider.select(Optional.empty(), order));
            assertSame(LOW, TlsProvider.select(Optional.of("low"), order));
        }
    }

    @Test
    void whatIsMissingOrAmbiguousNamesWhatWasFound() {
        refused(Optional.of("other"), List.of(LOW, HIGH), "other", "low", "high");
        refused(Optional.empty(), List.of(), "no TLS provider");
        refused(Optional.empty(), List.of(LOW, HIGH, new Stub("twin", 10)), "high", "twin", "low");
        refused(Optional.of("low"), List.of(LOW, new Stub("low", 5)), "low");
    }

    private static void refused(Optional<String> name, List<TlsProvider> found, String... says) {
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> TlsProvider.select(name, found));
        for (String word : says) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }
}
