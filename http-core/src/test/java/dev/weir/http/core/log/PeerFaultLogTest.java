package dev.weir.http.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What peers do wrong fills no log, and writes nothing into it that they have thought up. */
class PeerFaultLogTest {
    private static final long SECOND = 1_000_000_000L;

    private final Logger log = mock(Logger.class);
    private final PeerFaultLog faults = new PeerFaultLog(ServerLog.of(log));

    @Test
    void tenAtOnceThenOneASecond() {
        long now = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertEquals(0, faults.permit(now));
        }
        assertEquals(-1, faults.permit(now));
        assertEquals(-1, faults.permit(now));
        assertEquals(2, faults.permit(now + 2 * SECOND), "what was not shown is counted");
        assertEquals(0, faults.permit(now + 3 * SECOND));
    }

    @Test
    void linesAreFewAndTellWhatIsMissing() {
        when(log.isInfoEnabled()).thenReturn(true);
        for (int i = 0; i < 1000; i++) {
            faults.log("failed TLS handshake", "/192.0.2.1:4711", "no cipher suites in common");
        }
        verify(log, times(10)).info("failed TLS handshake from /192.0.2.1:4711: no cipher suites in common");
        verify(log, never()).debug(anyString());
    }

    @Test
    void theRestIsThereForWhoDebugs() {
        when(log.isInfoEnabled()).thenReturn(true);
        when(log.isDebugEnabled()).thenReturn(true);
        for (int i = 0; i < 12; i++) {
            faults.log("fault", "peer", "reason");
        }
        verify(log, times(2)).debug(contains("reason"));
    }

    @Test
    void aReasonIsOneLineOfABoundedLength() {
        assertEquals("a?[31mb?c??d", PeerFaultLog.clean("a\u001b[31mb\nc\r\u0085d"));
        assertEquals("x".repeat(300) + "...", PeerFaultLog.clean("x".repeat(100_000)));
        assertEquals("no reason was given", PeerFaultLog.clean(null));
    }
}
