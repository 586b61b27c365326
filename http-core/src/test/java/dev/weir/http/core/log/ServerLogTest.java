package dev.weir.http.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** Where lines go with and without a provider of SLF4J, and what they may look like. */
class ServerLogTest {
    /** The platform's log: keeps what it is given, from a level on. */
    private static final class Platform implements System.Logger {
        final List<String> lines = new ArrayList<>();
        final List<Throwable> causes = new ArrayList<>();
        Level least = Level.INFO;
        boolean noMemory;

        @Override
        public String getName() {
            return "platform";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String msg, Throwable thrown) {
            causes.add(thrown);
            put(level, msg);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            assertTrue(params == null || params.length == 0, "a message is no format");
            put(level, format);
        }

        private void put(Level level, String text) {
            if (noMemory) {
                throw new OutOfMemoryError("provoked");
            }
            lines.add(level + " " + text);
        }
    }

    private final Platform platform = new Platform();
    private final AtomicBoolean hinted = new AtomicBoolean();
    private final ServerLog log = new SystemLog(platform, hinted);

    private List<String> afterTheHint() {
        String hint = platform.lines.get(0);
        assertTrue(hint.contains("No SLF4J provider"), hint);
        assertTrue(hint.contains("slf4j-simple") && hint.contains("--add-modules org.slf4j.simple"), hint);
        return platform.lines.subList(1, platform.lines.size());
    }

    @Test
    void theFirstLineIsPrecededByTheHint() {
        IllegalStateException cause = new IllegalStateException("cause");
        log.info("begun");
        log.error("failed", cause);
        log.error("failed again", null);
        assertTrue(platform.lines.get(0).startsWith("INFO "), platform.lines::toString);
        assertEquals(List.of("INFO begun", "ERROR failed", "ERROR failed again"), afterTheHint());
        assertEquals(List.of(cause), platform.causes);
    }

    @Test
    void theHintIsOncePerProcess() {
        log.info("one");
        ServerLog other = new SystemLog(platform, hinted);
        other.error("two", null);
        assertEquals(List.of("INFO one", "ERROR two"), afterTheHint());
    }

    /** Where only failures are shown, the hint is shown with the first of them. */
    @Test
    void theHintHasTheLevelOfItsLine() {
        platform.least = System.Logger.Level.ERROR;
        assertFalse(log.isInfoEnabled());
        log.info("begun");
        assertEquals(List.of(), platform.lines);
        log.error("failed", null);
        assertTrue(platform.lines.get(0).startsWith("ERROR "), platform.lines::toString);
        assertEquals(List.of("ERROR failed"), afterTheHint());
    }

    @Test
    void debuggingIsOffUnlessThePlatformHasItOn() {
        assertFalse(log.isDebugEnabled());
        log.debug("detail");
        assertEquals(List.of(), platform.lines);
        platform.least = System.Logger.Level.DEBUG;
        assertTrue(log.isDebugEnabled());
        log.debug("detail {0}");
        assertEquals(List.of("DEBUG detail {0}"), afterTheHint());
    }

    /** The line that finds no memory is its caller's to count; the hint is not lost with it. */
    @Test
    void withoutMemoryTheHintComesLater() {
        platform.noMemory = true;
        assertThrows(OutOfMemoryError.class, () -> log.error("failed", null));
        platform.noMemory = false;
        log.error("failed again", null);
        assertEquals(List.of("ERROR failed again"), afterTheHint());
    }

    @Test
    void aProviderGetsEachLineOnce() {
        Logger logger = mock(Logger.class);
        ILoggerFactory factory = mock(ILoggerFactory.class);
        when(factory.getLogger("name")).thenReturn(logger);
        ServerLog chosen = ServerLog.choose(factory, "name", false);
        IllegalStateException cause = new IllegalStateException("cause");
        chosen.error("one", cause);
        chosen.error("two", null);
        chosen.info("three");
        chosen.debug("four");
        verify(logger).error("one", cause);
        verify(logger).error("two");
        verify(logger).info("three");
        verify(logger).debug("four");
        verifyNoMoreInteractions(logger);
    }

    @Test
    void withoutAProviderThePlatformLogs() {
        assertInstanceOf(SystemLog.class, ServerLog.choose(new NOPLoggerFactory(), "name", false));
    }

    /** Whoever adds slf4j-nop wants no log. */
    @Test
    void silenceIsAChoice() {
        ServerLog chosen = ServerLog.choose(new NOPLoggerFactory(), "name", true);
        assertFalse(chosen.isInfoEnabled());
        assertFalse(chosen.isDebugEnabled());
    }

    /** There may be a provider where these tests run, or none. */
    @Test
    void whatIsHereDecides() {
        boolean none = LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory;
        assertEquals(none, ServerLog.named("dev.weir.here") instanceof SystemLog);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("a\r\nERROR forged", "a[000d][000a]ERROR forged"),
                arguments("a\033[2Jb", "a[001b][2Jb"),
                arguments("tab\tand\0nul", "tab[0009]and[0000]nul"),
                arguments(text(0x7f, 0x85, 0x9b), "[007f][0085][009b]"),
                arguments(text(0x2028, 0x2029), "[2028][2029]"),
                arguments(text(0x202e, 'g', 0x2066, 0x200f, 0x61c), "[202e]g[2066][200f][061c]"),
                arguments("caf" + text(0xe9, ' ', 0x65e5, 0x1f600), "caf" + text(0xe9, ' ', 0x65e5, 0x1f600)));
    }

    private static String text(int... points) {
        return new String(points, 0, points.length);
    }

    /** An escape is written {@code [001b]} in the table. */
    @ParameterizedTest
    @MethodSource("lines")
    void nothingBreaksALine(String message, String shown) {
        String line = shown.replaceAll("\\[(\\p{XDigit}{4})]", "\\\\u$1");
        assertEquals(line, LogLine.of(message));
        log.error(message, null);
        assertEquals(List.of("ERROR " + line), afterTheHint());
        Logger logger = mock(Logger.class);
        ServerLog.of(logger).debug(message);
        verify(logger).debug(line);
    }

    @Test
    void mostLinesAreNotCopied() {
        String message = "GET /index.html answered 404: not found";
        assertSame(message, LogLine.of(message));
    }
}
