package dev.weir.bench.peer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** Netty over the JDK's TLS, and HTTP/2 or HTTP/1 as was agreed on. Clients that ask for nothing get HTTP/1. */
final class NettyTls extends ApplicationProtocolNegotiationHandler {
    NettyTls() {
        super(ApplicationProtocolNames.HTTP_1_1);
    }

    static SslContext context() throws GeneralSecurityException, IOException {
        return SslContextBuilder.forServer(Tls.keyManagers())
                .sslProvider(SslProvider.JDK)
                .protocols(Tls.VERSION)
                .ciphers(List.of(Tls.SUITE))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            context.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), new NettyHttp2Answer());
        } else {
            context.pipeline().addLast(new HttpServerCodec(), new NettyAnswer());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The load generator resets its connections at the end of a run.
        context.close();
    }
}
