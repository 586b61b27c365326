package dev.weir.websocket;

import dev.weir.http.api.TunnelUser;
import dev.weir.websocket.WebSocketEnd.Kind;
import dev.weir.websocket.internal.CloseCodes;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to a handler, whenever something has come.
 *
 * <p><b>Threads.</b> As a {@link TunnelUser}.
 */
final class Delivery implements TunnelUser {
    /** In place of one that could not be made. */
    private static final MessageHandler NOBODY = _ -> {};

    private final Session session;
    private final Receiver receiver;
    private MessageHandler handler = NOBODY;
    /** What the handler has thrown, for its server once the WebSocket is over; null for nothing. */
    private @Nullable Exception failure;

    Delivery(Session session, Receiver receiver) {
        this.session = session;
        this.receiver = receiver;
    }

    /** Calls the listener. */
    void open(WebSocketListener listener) {
        try {
            handler = listener.opened(session);
        } catch (Exception e) {
            failed(e);
        }
        boolean _ = receiver.rest();
    }

    @Override
    public boolean proceed() throws Exception {
        boolean goesOn = false;
        try {
            receiver.begin();
            for (Message m = receiver.poll(); m != null; m = receiver.poll()) {
                deliver(m);
            }
            goesOn = receiver.rest();
        } finally {
            if (!goesOn) {
                // Unless an error has got through it is closed already.
                session.closeWith(Kind.CLOSED, CloseCodes.FAILURE, "");
                session.finish();
            }
        }
        if (!goesOn) {
            close(session.end().orElseThrow());
            Exception thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }
        return goesOn;
    }

    private void deliver(Message m) {
        try {
            handler.message(m);
        } catch (Exception e) {
            failed(e);
        }
    }

    private void close(WebSocketEnd end) {
        try {
            handler.closed(end);
        } catch (Exception e) {
            failed(e);
        }
    }

    /** A call of the handler's, or of the listener's, has thrown: a failure, unless it is the end of the WebSocket. */
    private void failed(Exception e) {
        if (e instanceof OverException over && over.isOf(session)) {
            return;
        }
        session.closeWith(Kind.CLOSED, CloseCodes.FAILURE, "");
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }
}
