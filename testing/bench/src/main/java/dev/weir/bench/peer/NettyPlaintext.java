package dev.weir.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;

/**
 * The answers from a bare Netty pipeline on Java's transport. The handler runs on the event loop and so may
 * not block, which the other servers' handlers may.
 */
final class NettyPlaintext {
    private static final int BACKLOG = 1024;

    private NettyPlaintext() {}

    public static void main(String[] args) throws Exception {
        // One loop for each processor: more would only make the pinned server switch between them.
        int loops = Runtime.getRuntime().availableProcessors();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(loops, NioIoHandler.newFactory());
        NettyContent.startClock(group);
        SslContext tls = Tls.wanted() ? NettyTls.context() : null;
        ChannelInitializer<SocketChannel> pipeline = new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (tls == null) {
                    channel.pipeline().addLast(new NettyChoice());
                } else {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()), new NettyTls());
                }
            }
        };
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(pipeline)
                .bind("127.0.0.1", Life.port(args))
                .sync()
                .channel();
        Life.listening(((InetSocketAddress) listener.localAddress()).getPort());
    }
}
