package dev.weir.bench.peer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty's WebSockets without servlets, its listeners called on virtual threads. */
public final class JettyWebSocket {
    private static final int BACKLOG = 1024;
    private static final int THREADS = 16;

    private JettyWebSocket() {}

    /**
     * Runs the server.
     *
     * @param args the port
     * @throws Exception when it does not start
     */
    public static void main(String[] args) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        Server server = new Server(threads);
        server.addBean(new DeflaterPool(CompressionPool.DEFAULT_CAPACITY, Life.DEFLATE_LEVEL, true));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(Life.port(args));
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        Set<Session> room = ConcurrentHashMap.newKeySet();
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.addMapping(Life.WEBSOCKET_PATH, (request, response, callback) -> new Echo());
            container.addMapping(Life.BROADCAST_PATH, (request, response, callback) -> new Member(room));
        }));
        server.start();
        Life.listening(connector.getLocalPort());
    }

    /** Sends back what comes. */
    public static final class Echo implements Session.Listener {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            session.demand();
        }

        @Override
        public void onWebSocketText(String text) {
            session.sendText(text, Callback.from(session::demand, failure -> session.close()));
        }
    }

    /** Sends what comes to all. */
    public static final class Member implements Session.Listener.AutoDemanding {
        private final Set<Session> room;
        private Session session;

        Member(Set<Session> room) {
            this.room = room;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            room.add(session);
        }

        @Override
        public void onWebSocketText(String text) {
            for (Session member : room) {
                member.sendText(text, Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            room.remove(session);
            callback.succeed();
        }
    }
}
