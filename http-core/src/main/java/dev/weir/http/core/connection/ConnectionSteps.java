package dev.weir.http.core.connection;

import dev.weir.http.core.loop.LoopSocket;
import dev.weir.http.core.proxy.ProxyReader;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ProtocolSession.Next;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a connection, step by step: its beginning, the choice of its protocol, service, end.
 *
 * <p><b>Threads.</b> One at a time makes steps.
 */
final class ConnectionSteps implements LoopSocket.Steps {
    private enum Stage {
        BEGINNING,
        INTRODUCING,
        SHAKING_HANDS,
        CHOOSING,
        SERVING,
        OVER,
    }

    private final ConnectionRunner runner;
    private final ServerContext context;
    private final ServerConnection connection;
    /** What is to be done once, at the first step; null when it was. */
    private @Nullable Runnable begun;

    private Stage stage = Stage.BEGINNING;
    /** Null but while the header of the PROXY protocol comes. */
    private @Nullable ProxyReader introduction;
    /** Null but while the handshake is made. */
    private TlsHandshaker.@Nullable Attempt handshake;
    /** Null but while the protocol is being chosen. */
    private @Nullable PlainChoice choice;
    /** Null for a protocol without sessions. */
    private volatile @Nullable ProtocolSession session;

    private @Nullable Protocol protocol;

    /**
     * Makes the steps of a connection that was accepted.
     *
     * @param begun what to do at the first step
     */
    ConnectionSteps(ConnectionRunner runner, ServerConnection connection, Runnable begun) {
        this.runner = runner;
        this.context = connection.server();
        this.connection = connection;
        this.begun = begun;
    }

    @Override
    public Next step() {
        Next next = Next.DONE;
        try {
            next = stepNow();
            connection.stepped(next == Next.DONE);
        } catch (IOException e) {
            context.logDebug("the connection of " + connection.remoteAddress() + " has failed", e);
        } catch (Throwable e) {
            runner.failed(connection, e);
        } finally {
            if (next == Next.DONE) {
                over();
            }
        }
        return next;
    }

    @Override
    public boolean handedOver() {
        ProtocolSession served = session;
        return served != null && served.handedOver();
    }

    private Next stepNow() throws Exception {
        switch (stage) {
            case BEGINNING -> {
                Runnable action = begun;
                if (action != null) {
                    begun = null;
                    action.run();
                }
                stage = Stage.INTRODUCING;
                introduction = runner.proxyReader(connection);
                return stepNow();
            }
            case INTRODUCING -> {
                ProxyReader reader = introduction;
                if (reader != null) {
                    if (!reader.step()) {
                        return Next.INPUT;
                    }
                    if (reader.refused()) {
                        return Next.DONE;
                    }
                    connection.proxied(reader.info());
                    introduction = null;
                }
                connection.begun(runner);
                handshake = runner.handshake(connection);
                if (handshake != null) {
                    stage = Stage.SHAKING_HANDS;
                    return stepNow();
                }
                stage = Stage.CHOOSING;
                choice = runner.choose(connection);
                return stepNow();
            }
            case SHAKING_HANDS -> {
                TlsHandshaker.Attempt attempt = handshake;
                assert attempt != null : "a handshake has begun";
                Next next = attempt.step();
                if (next != Next.DONE) {
                    return next;
                }
                handshake = null;
                return serveAs(runner.secured(connection, attempt.agreed())) ? stepNow() : Next.DONE;
            }
            case CHOOSING -> {
                PlainChoice choosing = choice;
                if (choosing != null && !choosing.step()) {
                    return Next.INPUT;
                }
                ProtocolTable.Entry matched = choosing == null ? null : choosing.matched();
                choice = null;
                return serveAs(runner.plain(connection, matched)) ? stepNow() : Next.DONE;
            }
            case SERVING -> {
                ProtocolSession served = session;
                if (served == null) {
                    return serve();
                }
                Next next = served.step();
                if (next == Next.INPUT) {
                    runner.waits(connection);
                }
                return next;
            }
            case OVER -> {
                return Next.DONE;
            }
        }
        throw new AssertionError(stage);
    }

    /** Goes on with a protocol; false where there is none. */
    private boolean serveAs(ProtocolTable.@Nullable Entry entry) {
        if (entry == null) {
            return false;
        }
        runner.serving(connection, entry.name());
        protocol = entry.protocol();
        session = entry.protocol().session(connection);
        runner.serves(connection, session);
        stage = Stage.SERVING;
        return true;
    }

    /** Serves a protocol that waits, on a thread that may. */
    private Next serve() throws Exception {
        if (connection.place(ServerConnection.NO_HANDLER) != ServerConnection.Place.OWN) {
            return Next.THREAD;
        }
        Protocol serving = protocol;
        assert serving != null : "a protocol was chosen";
        serving.serve(connection);
        return Next.DONE;
    }

    private void over() {
        if (stage == Stage.OVER) {
            return;
        }
        stage = Stage.OVER;
        try {
            ProtocolSession served = session;
            if (served != null) {
                served.end();
            }
        } catch (Throwable e) {
            runner.failed(connection, e);
        } finally {
            connection.leave();
        }
    }
}
