package dev.weir.bench.peer;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.net.InetSocketAddress;
import org.xnio.Options;

/** Undertow's WebSockets, whose listeners run on its IO thread and send without waiting. */
final class UndertowWebSocket {
    private static final int BACKLOG = 1024;

    private UndertowWebSocket() {}

    public static void main(String[] args) throws Exception {
        Undertow server = Undertow.builder()
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setHandler(Handlers.path()
                        .addExactPath(Life.WEBSOCKET_PATH, listening(false))
                        .addExactPath(Life.BROADCAST_PATH, listening(true)))
                .addHttpListener(Life.port(args), "127.0.0.1")
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        Life.listening(address.getPort());
    }

    private static WebSocketProtocolHandshakeHandler listening(boolean toAll) {
        WebSocketConnectionCallback callback = (exchange, channel) -> {
            channel.getReceiveSetter().set(new Listener(toAll));
            channel.resumeReceives();
        };
        WebSocketProtocolHandshakeHandler handler = Handlers.websocket(callback);
        return Life.deflate()
                ? handler.addExtension(new PerMessageDeflateHandshake(false, Life.DEFLATE_LEVEL, false, false))
                : handler;
    }

    private static final class Listener extends AbstractReceiveListener {
        private final boolean toAll;

        Listener(boolean toAll) {
            this.toAll = toAll;
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            String text = message.getData();
            if (toAll) {
                for (WebSocketChannel member : channel.getPeerConnections()) {
                    WebSockets.sendText(text, member, null);
                }
            } else {
                WebSockets.sendText(text, channel, null);
            }
        }
    }
}
