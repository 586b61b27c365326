package dev.weir.bench.peer;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.websocket.Binary;
import dev.weir.websocket.Broadcast;
import dev.weir.websocket.Message;
import dev.weir.websocket.MessageHandler;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSocketConfig;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSockets;

/** Weir's WebSockets: handlers to which messages are brought, and its helper for a message to many. */
final class WeirWebSocket {
    private WeirWebSocket() {}

    public static void main(String[] args) throws Exception {
        // By default short messages are sent as they are; the others know no such threshold, and compress all.
        WebSocketConfig config = WebSocketConfig.builder()
                .compression(Life.deflate())
                .compressionThreshold(0)
                .compressionLevel(Life.DEFLATE_LEVEL)
                .build();
        Broadcast room = new Broadcast();
        ServeMux mux = new ServeMux();
        mux.handle(Life.WEBSOCKET_PATH, WebSockets.builder().config(config).listener(ws -> m -> {
            switch (m) {
                case Text t -> ws.send(t.value());
                case Binary b -> ws.send(b.data());
            }
        }));
        mux.handle(Life.BROADCAST_PATH, WebSockets.builder().config(config).listener(ws -> {
            room.add(ws);
            return new MessageHandler() {
                @Override
                public void message(Message m) {
                    switch (m) {
                        case Text t -> room.send(t.value());
                        case Binary b -> room.send(b.data());
                    }
                }

                @Override
                public void closed(WebSocketEnd end) {
                    room.remove(ws);
                }
            };
        }));
        Server server = Server.builder()
                .address("127.0.0.1:" + Life.port(args))
                .handler(mux)
                .build();
        server.start();
        Life.listening(server.port());
    }
}
