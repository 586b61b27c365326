package dev.weir.bench.peer;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Helidon's WebSockets, which have a virtual thread each and do not compress. */
final class HelidonWebSocket {
    private HelidonWebSocket() {}

    public static void main(String[] args) throws Exception {
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(Life.port(args))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addRouting(WsRouting.builder()
                        .endpoint(Life.WEBSOCKET_PATH, new Echo())
                        .endpoint(Life.BROADCAST_PATH, new Room()))
                .build()
                .start();
        Life.listening(server.port());
    }

    private static final class Echo implements WsListener {
        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }
    }

    private static final class Room implements WsListener {
        private final Set<WsSession> members = ConcurrentHashMap.newKeySet();

        @Override
        public void onOpen(WsSession session) {
            members.add(session);
        }

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            for (WsSession member : members) {
                try {
                    member.send(text, last);
                } catch (RuntimeException e) {
                    // Its client has gone, which nobody has told yet.
                    members.remove(member);
                }
            }
        }

        @Override
        public void onClose(WsSession session, int status, String reason) {
            members.remove(session);
        }

        @Override
        public void onError(WsSession session, Throwable failure) {
            members.remove(session);
        }
    }
}
