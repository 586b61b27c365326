package dev.weir.http.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.weir.http.core.spi.Connection.Place;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A connection's way from its first step to its end. */
class ConnectionStepsTest {
    private final ConnectionRunner runner = mock(ConnectionRunner.class);
    private final ServerContext context = mock(ServerContext.class);
    private final ServerConnection connection = mock(ServerConnection.class);
    private final PlainChoice choice = mock(PlainChoice.class);
    private final Protocol protocol = mock(Protocol.class);
    private final ProtocolSession session = mock(ProtocolSession.class);
    private final Runnable begun = mock(Runnable.class);
    private final ConnectionSteps steps;

    ConnectionStepsTest() {
        when(connection.server()).thenReturn(context);
        when(protocol.session(connection)).thenReturn(session);
        when(runner.plain(any(), any())).thenReturn(new ProtocolTable.Entry("name", new byte[0], protocol, null));
        steps = new ConnectionSteps(runner, connection, begun);
    }

    @Test
    void fromTheChoiceToTheEnd() throws Exception {
        when(runner.choose(connection)).thenReturn(choice);
        when(choice.step()).thenReturn(false, true);
        when(session.step()).thenReturn(Next.INPUT, Next.THREAD, Next.RELEASED, Next.DONE);
        assertFalse(steps.handedOver());
        assertEquals(Next.INPUT, steps.step());
        verify(protocol, never()).session(any());
        assertEquals(Next.INPUT, steps.step());
        assertEquals(Next.THREAD, steps.step());
        assertEquals(Next.RELEASED, steps.step());
        verify(connection, never()).leave();
        assertEquals(Next.DONE, steps.step());
        assertEquals(Next.DONE, steps.step(), "woken at its end");
        verify(begun, times(1)).run();
        verify(connection, times(1)).begun(runner);
        verify(connection, times(4)).stepped(false);
        verify(connection, times(2)).stepped(true);
        verify(runner).serving(connection, "name");
        var order = inOrder(session, connection);
        order.verify(session).end();
        order.verify(connection).leave();
        verify(session, times(1)).end();
        verify(connection, times(1)).leave();
    }

    @Test
    void theSessionSaysWhetherItIsReleased() throws Exception {
        when(session.step()).thenReturn(Next.INPUT);
        when(session.handedOver()).thenReturn(true, false);
        assertEquals(Next.INPUT, steps.step());
        assertTrue(steps.handedOver());
        assertFalse(steps.handedOver());
    }

    /** A protocol that waits gets a thread of its own. */
    @Test
    void withoutASession() throws Exception {
        when(protocol.session(connection)).thenReturn(null);
        when(connection.place(ServerConnection.NO_HANDLER)).thenReturn(Place.LOOP, Place.OWN);
        assertEquals(Next.THREAD, steps.step());
        verify(protocol, never()).serve(any());
        assertEquals(Next.DONE, steps.step());
        verify(protocol, times(1)).serve(connection);
        verify(connection, times(1)).leave();
    }

    @Test
    void withoutAProtocol() {
        when(runner.plain(any(), any())).thenReturn(null);
        assertEquals(Next.DONE, steps.step());
        verify(connection, times(1)).leave();
    }

    @Test
    void aConnectionThatIsLost() throws Exception {
        when(session.step()).thenThrow(new IOException("gone"));
        assertEquals(Next.DONE, steps.step());
        verify(context).logDebug(any(), any());
        verify(runner, never()).failed(any(), any());
        verify(session, times(1)).end();
        verify(connection, times(1)).leave();
    }

    /** Whatever a session throws, at its end too, the connection is left. */
    @Test
    void aSessionThatFails() throws Exception {
        Error first = new OutOfMemoryError("test");
        RuntimeException last = new IllegalStateException("test");
        when(session.step()).thenThrow(first);
        doThrow(last).when(session).end();
        assertEquals(Next.DONE, steps.step());
        verify(runner).failed(connection, first);
        verify(runner).failed(connection, last);
        verify(connection, times(1)).leave();
    }

    /** A place among those that have not begun is given back, whatever comes then. */
    @Test
    void aChoiceThatFails() throws Exception {
        when(runner.choose(connection)).thenReturn(choice);
        when(choice.step()).thenThrow(new IOException("no request began in time"));
        assertEquals(Next.DONE, steps.step());
        verify(begun, times(1)).run();
        verify(connection, times(1)).leave();
    }
}
