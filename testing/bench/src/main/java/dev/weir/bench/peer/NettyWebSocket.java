package dev.weir.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * Netty's WebSockets, by the pipeline of its examples. The handler runs on the event loop, and sends frames back as they
 * are, when all that was read is answered.
 */
final class NettyWebSocket {
    private static final int BACKLOG = 1024;
    private static final int REQUEST = 64 * 1024;
    private static final int WINDOW_BITS = 15;

    private NettyWebSocket() {}

    public static void main(String[] args) throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(loops, NioIoHandler.newFactory());
        ChannelGroup room = new DefaultChannelGroup(group.next());
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .allowExtensions(Life.deflate())
                .build();
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(REQUEST));
                        if (Life.deflate()) {
                            // Its own handler for this refuses the client that wants no context to be kept.
                            pipeline.addLast(
                                    new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(
                                            Life.DEFLATE_LEVEL, false, WINDOW_BITS, true, true, 0)));
                        }
                        pipeline.addLast(new WebSocketServerProtocolHandler(config), new Answers(room));
                    }
                })
                .bind("127.0.0.1", Life.port(args))
                .sync()
                .channel();
        Life.listening(((InetSocketAddress) listener.localAddress()).getPort());
    }

    private static final class Answers extends ChannelInboundHandlerAdapter {
        private final ChannelGroup room;
        private boolean broadcasts;

        Answers(ChannelGroup room) {
            this.room = room;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake
                    && handshake.requestUri().equals(Life.BROADCAST_PATH)) {
                broadcasts = true;
                room.add(context.channel());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof WebSocketFrame)) {
                ReferenceCountUtil.release(message);
            } else if (broadcasts) {
                room.writeAndFlush(message, ChannelMatchers.all(), true);
            } else {
                context.write(message, context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The load generator breaks its connections off at the end of a run.
            context.close();
        }
    }
}
