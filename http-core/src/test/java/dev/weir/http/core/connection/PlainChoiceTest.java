package dev.weir.http.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The choice by the first bytes, as they come. */
class PlainChoiceTest {
    private record Provider(String name, byte[] preface, boolean fallback) implements ProtocolProvider {
        @Override
        public Protocol open(ServerContext server) {
            return _ -> {};
        }
    }

    private static Provider provider(String name, String preface) {
        return new Provider(name, preface.getBytes(StandardCharsets.ISO_8859_1), preface.isEmpty());
    }

    private final ServerConnection connection = mock(ServerConnection.class);
    /** Pieces that come, {@code ""} for nothing yet, {@code "end"} for the end. */
    private final Queue<String> pieces = new ArrayDeque<>();

    private String pushedBack;
    private PlainChoice choice;

    PlainChoiceTest() throws IOException {
        when(connection.receive(any())).thenAnswer(call -> {
            String piece = pieces.remove();
            if (piece.equals("late")) {
                throw new SocketTimeoutException("late");
            }
            ByteBuffer dst = call.getArgument(0);
            dst.put(piece.equals("end") ? new byte[0] : piece.getBytes(StandardCharsets.ISO_8859_1));
            return piece.equals("end") ? -1 : piece.length();
        });
        doAnswer(call -> {
                    ByteBuffer bytes = call.getArgument(0);
                    pushedBack = StandardCharsets.ISO_8859_1.decode(bytes).toString();
                    return null;
                })
                .when(connection)
                .pushBack(any());
        ProtocolTable table = ProtocolTable.open(
                mock(ServerContext.class),
                List.of(provider("one", "PRI one"), provider("two", "PRI two"), provider("usual", "")),
                Map.of(),
                List.of(),
                Set.of(),
                true);
        choice = new PlainChoice(connection, table, 0);
    }

    private boolean step(String... come) throws IOException {
        pieces.addAll(List.of(come));
        boolean chosen = choice.step();
        assertTrue(pieces.isEmpty(), "not all was read");
        return chosen;
    }

    @Test
    void aPrefaceInPieces() throws IOException {
        assertFalse(step(""));
        assertFalse(step("PR", ""));
        assertFalse(step("I t", "w", ""));
        verify(connection, never()).pushBack(any());
        assertTrue(step("o and more"));
        assertEquals("two", choice.matched().name());
        assertEquals("PRI two and more", pushedBack);
    }

    @Test
    void whatDiffersIsTheFallbacks() throws IOException {
        assertFalse(step("PRI", ""));
        assertTrue(step("NT"));
        assertNull(choice.matched());
        assertEquals("PRINT", pushedBack);
    }

    @Test
    void oneByteMayBeEnough() throws IOException {
        assertTrue(step("G"));
        assertNull(choice.matched());
        assertEquals("G", pushedBack);
    }

    @Test
    void theEndBeforeAChoice() throws IOException {
        assertTrue(step("PRI ", "end"));
        assertNull(choice.matched());
        assertEquals("PRI ", pushedBack);
    }

    /** Until something has come the connection is quiet, and a shutdown may close it. */
    @Test
    void itIsBusyAsSoonAsBytesCome() throws IOException {
        assertFalse(step(""));
        verify(connection, never()).busy(true);
        assertFalse(step("P", ""));
        verify(connection).busy(true);
    }

    @Test
    void nothingInTime() {
        IOException e = assertThrows(IOException.class, () -> step("PR", "late"));
        assertFalse(e instanceof SocketTimeoutException);
        assertTrue(e.getMessage().contains("no request began in time"), e.getMessage());
        verify(connection, never()).pushBack(any());
    }
}
